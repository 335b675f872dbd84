package dev.holdfast.client;

import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.client.InvalidRequestException.Violation;
import dev.holdfast.client.internal.CallFailure;
import dev.holdfast.client.internal.Details;
import dev.holdfast.v1.Shortages;
import java.util.List;
import java.util.Optional;

/** From google.rpc.Status and its details to the SDK's exceptions. Pure functions. */
final class Failures {

  private Failures() {}

  static HoldfastException exception(Throwable failure) {
    return exception(CallFailure.of(failure));
  }

  static UnavailableException interrupted(InterruptedException cause) {
    return new UnavailableException(
        Reason.UNRECOGNIZED,
        "interrupted while waiting: the call goes on, its outcome is not known here",
        true,
        cause);
  }

  /** The refusal in a status, such as one item's of many. */
  static Refusal refusal(Status status) {
    String reason = Details.reason(status);
    Optional<Shortages> shortages = Details.find(status, Shortages.class);
    return new Refusal(
        Reason.of(reason),
        reason,
        status.getMessage(),
        shortages.map(Failures::shortages).orElse(List.of()),
        shortages.map(Shortages::getRefund).orElse(false));
  }

  /** Codes that say "no effect" lead to a refusal; every other one leaves the caller to retry. */
  private static HoldfastException exception(CallFailure failure) {
    Status status = failure.status();
    Code code = Code.forNumber(status.getCode());
    if (code == null) {
      return unavailable(failure);
    }
    return switch (code) {
      case NOT_FOUND,
          FAILED_PRECONDITION,
          ALREADY_EXISTS,
          ABORTED,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          UNIMPLEMENTED ->
          new RefusedException(refusal(status));
      case INVALID_ARGUMENT, OUT_OF_RANGE ->
          new InvalidRequestException(
              Details.reason(status), status.getMessage(), violations(status));
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS,
          UNRECOGNIZED ->
          unavailable(failure);
    };
  }

  private static UnavailableException unavailable(CallFailure failure) {
    return new UnavailableException(
        Reason.of(Details.reason(failure.status())),
        failure.status().getMessage(),
        failure.outcomeUnknown());
  }

  private static List<Shortage> shortages(Shortages found) {
    return Reading.list(
        found.getLinesList(),
        line ->
            new Shortage(line.getSku(), line.getLocation(), line.getWanted(), line.getAvailable()));
  }

  private static List<Violation> violations(Status status) {
    return Details.find(status, BadRequest.class)
        .map(
            bad ->
                Reading.list(
                    bad.getFieldViolationsList(),
                    field -> new Violation(field.getField(), field.getDescription())))
        .orElse(List.of());
  }
}
