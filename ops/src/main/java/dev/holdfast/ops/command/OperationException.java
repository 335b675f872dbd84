package dev.holdfast.ops.command;

/** What a command cannot do, in words that a person can act on. */
public final class OperationException extends RuntimeException {

  public OperationException(String message) {
    super(message);
  }

  public OperationException(String message, Throwable cause) {
    super(message, cause);
  }
}
