package dev.holdfast.client.internal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What google.rpc.Status carries beside code and message. Pure functions. */
public final class Details {

  /** A year: longer than any call, and far from overflow. */
  private static final long MAX_RETRY_SECONDS = 31_536_000;

  private Details() {}

  /** The published reason, or empty. */
  public static String reason(Status status) {
    return find(status, ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
  }

  /** The first detail of that type; one that cannot be read counts as absent. */
  public static <T extends Message> Optional<T> find(Status status, Class<T> type) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the grid itself said so, and so that the call left no effect. */
  static boolean definite(Status status) {
    String reason = reason(status);
    return !reason.isEmpty() && !reason.equals("UNKNOWN_OUTCOME");
  }

  /** How long the grid asks to wait before a retry. */
  static Optional<Long> retryNanos(Status status) {
    return find(status, RetryInfo.class)
        .map(RetryInfo::getRetryDelay)
        .map(
            delay ->
                TimeUnit.SECONDS.toNanos(Math.min(delay.getSeconds(), MAX_RETRY_SECONDS))
                    + delay.getNanos());
  }

  /** What gRPC reports, with the grid's details where the grid said it, else with its cause. */
  static Status status(io.grpc.Status status, @Nullable Metadata trailers) {
    Status wire =
        StatusProto.fromStatusAndTrailers(status, trailers == null ? new Metadata() : trailers);
    Throwable cause = status.getCause();
    return wire.getDetailsCount() > 0 || cause == null
        ? wire
        : wire.toBuilder().setMessage(wire.getMessage() + ": " + cause.getMessage()).build();
  }

  static Status status(Code code, String message) {
    return Status.newBuilder().setCode(code.getNumber()).setMessage(message).build();
  }

  static Status status(Code code, String reason, String message) {
    ErrorInfo info = ErrorInfo.newBuilder().setDomain("holdfast.dev").setReason(reason).build();
    return status(code, message).toBuilder().addDetails(Any.pack(info)).build();
  }
}
