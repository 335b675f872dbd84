package dev.holdfast.cluster.behind;

import org.jspecify.annotations.Nullable;

/** The ledger did not answer as it should; whether anything was written is to be looked up. */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LedgerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
