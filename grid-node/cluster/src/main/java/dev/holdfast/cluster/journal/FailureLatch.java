package dev.holdfast.cluster.journal;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the first failure and makes every later call fail. After a failed flush the kernel may
 * call the next one a success although the data is gone, so nobody may try again.
 */
final class FailureLatch {

  private volatile @Nullable JournalFailedException first;

  /** Throws if the journal has failed. */
  void check() {
    JournalFailedException failure = first;
    if (failure != null) {
      throw new JournalFailedException("the journal has failed: " + failure.getMessage(), failure);
    }
  }

  /** The exception to throw for a new failure. */
  synchronized JournalFailedException fail(String doing, Throwable cause) {
    String full = String.valueOf(cause.getMessage()).contains("No space left") ? "disk full: " : "";
    JournalFailedException failure =
        new JournalFailedException(full + doing + " failed: " + cause.getMessage(), cause);
    if (first == null) {
      first = failure;
    }
    return failure;
  }
}
