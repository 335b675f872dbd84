package dev.holdfast.cluster.control;

import org.jspecify.annotations.Nullable;

/** The control group cannot start; the message says why and what to do. */
public final class ControlStartException extends RuntimeException {

  public ControlStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
