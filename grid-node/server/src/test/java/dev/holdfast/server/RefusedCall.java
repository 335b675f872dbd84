package dev.holdfast.server;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.v1.LineShortage;
import dev.holdfast.v1.Shortages;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A call that was answered with an error. */
final class RefusedCall extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Status status;

  RefusedCall(Status status) {
    super(status.toString());
    this.status = status;
  }

  /** The refusal that a call must meet. */
  static RefusedCall of(ThrowingCallable call) {
    try {
      call.call();
    } catch (RefusedCall refused) {
      return refused;
    } catch (Throwable other) {
      throw new AssertionError("not an answer of the node", other);
    }
    throw new AssertionError("the call was not refused");
  }

  Status status() {
    return status;
  }

  String reason() {
    return detail(ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
  }

  /** Whether the same call may be sent again as it is. */
  boolean isTransient() {
    return detail(RetryInfo.class).isPresent();
  }

  List<LineShortage> shortages() {
    return detail(Shortages.class).map(Shortages::getLinesList).orElse(List.of());
  }

  boolean refund() {
    return detail(Shortages.class).map(Shortages::getRefund).orElse(false);
  }

  private <D extends Message> Optional<D> detail(Class<D> type) {
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(type)) {
          return Optional.of(detail.unpack(type));
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("a detail of " + status + " cannot be read", e);
    }
  }
}
