package dev.holdfast.cluster.journal;

/**
 * The journal could not write, read or flush. What is on disk is unknown from here on: the member
 * must stop, and every later call throws this too.
 */
public final class JournalFailedException extends RuntimeException {

  public JournalFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
