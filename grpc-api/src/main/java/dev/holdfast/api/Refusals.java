package dev.holdfast.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts refusals into words for the caller and counts them by reason. Safe for any thread. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final CallMeters meters;

  Refusals(CallMeters meters) {
    this.meters = meters;
  }

  Status of(Refused<?> refused) {
    meters.refused(refused.reason().name());
    return Errors.refused(refused);
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
