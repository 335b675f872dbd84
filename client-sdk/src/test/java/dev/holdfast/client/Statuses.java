package dev.holdfast.client;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.v1.LineShortage;
import dev.holdfast.v1.Shortages;

/** Statuses as a node writes them. */
final class Statuses {

  private Statuses() {}

  static Status of(Code code, String reason, Message... details) {
    ErrorInfo info = ErrorInfo.newBuilder().setDomain("holdfast.dev").setReason(reason).build();
    Status.Builder status =
        Status.newBuilder()
            .setCode(code.getNumber())
            .setMessage("because of " + reason)
            .addDetails(Any.pack(info));
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return status.build();
  }

  static Status retryIn(Code code, String reason, int millis) {
    return of(
        code,
        reason,
        RetryInfo.newBuilder()
            .setRetryDelay(Duration.newBuilder().setNanos(millis * 1_000_000))
            .build());
  }

  static Status shortage(String sku, long wanted, long available) {
    return of(
        Code.FAILED_PRECONDITION,
        "INSUFFICIENT_STOCK",
        Shortages.newBuilder()
            .addLines(
                LineShortage.newBuilder().setSku(sku).setWanted(wanted).setAvailable(available))
            .build());
  }
}
