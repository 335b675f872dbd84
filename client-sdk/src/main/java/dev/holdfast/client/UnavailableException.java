package dev.holdfast.client;

/**
 * No decision arrived before the deadline or within the allowed retries. Trying again is safe with
 * the same identity: the same {@link HoldRequest}, the same hold name, the same shipment id.
 */
public final class UnavailableException extends HoldfastException {

  private final Reason reason;
  private final boolean outcomeUnknown;

  UnavailableException(Reason reason, String message, boolean outcomeUnknown) {
    super(message);
    this.reason = reason;
    this.outcomeUnknown = outcomeUnknown;
  }

  UnavailableException(Reason reason, String message, boolean outcomeUnknown, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.outcomeUnknown = outcomeUnknown;
  }

  /** What the grid last said, or {@link Reason#UNRECOGNIZED} if nothing was heard from it. */
  public Reason reason() {
    return reason;
  }

  /** The call may have taken effect. False means that it certainly has not. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
