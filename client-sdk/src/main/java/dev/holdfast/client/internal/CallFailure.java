package dev.holdfast.client.internal;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A call's last word, before it is put in the caller's terms. It carries no stack trace. */
public final class CallFailure extends RuntimeException {

  private final transient Status status;
  private final boolean outcomeUnknown;

  CallFailure(Status status, boolean outcomeUnknown) {
    super(status.getMessage(), null, false, false);
    this.status = status;
    this.outcomeUnknown = outcomeUnknown;
  }

  /** The failure itself or the one that it wraps; anything else is a bug of this client. */
  public static CallFailure of(Throwable failure) {
    if (failure instanceof CallFailure call) {
      return call;
    }
    Throwable cause = failure.getCause();
    boolean wrapper =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    if (wrapper && cause != null) {
      return of(cause);
    }
    CallFailure bug = new CallFailure(Details.status(Code.INTERNAL, "" + failure), true);
    bug.addSuppressed(failure);
    return bug;
  }

  /** An end whose outcome is not known. */
  public static CallFailure undecided(String why) {
    return new CallFailure(Details.status(Code.UNAVAILABLE, "UNKNOWN_OUTCOME", why), true);
  }

  public Status status() {
    return status;
  }

  /** Some attempt may have taken effect, though this status need not say so. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
