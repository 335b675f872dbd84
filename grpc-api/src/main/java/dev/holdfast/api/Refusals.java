package dev.holdfast.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Reason;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts refusals into words for the caller and counts them by reason. Safe for any thread. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private static final Status OVERLOADED =
      Errors.refused(
          new Refused<>(
              Reason.OVERLOADED,
              "more calls came in than can be answered in time",
              "",
              List.of(),
              false,
              100));

  private final CallMeters meters;

  Refusals(CallMeters meters) {
    this.meters = meters;
  }

  Status of(Refused<?> refused) {
    meters.refused(refused.reason().name());
    return Errors.refused(refused);
  }

  /** The refusal of what would wait at the doors for too long; nothing was asked of the grid. */
  Status overloaded() {
    meters.refused(Reason.OVERLOADED.name());
    return OVERLOADED;
  }

  /** A status that {@link Errors} made. */
  Status of(Status status) {
    try {
      meters.refused(status.getDetails(0).unpack(ErrorInfo.class).getReason());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a status without ErrorInfo: " + status, e);
    }
    return status;
  }

  /** A bug or a broken machine behind the port: logged here, told the caller without details. */
  Status of(Throwable failure) {
    LOG.error("A call failed behind the port", failure);
    return of(Errors.internal());
  }
}
