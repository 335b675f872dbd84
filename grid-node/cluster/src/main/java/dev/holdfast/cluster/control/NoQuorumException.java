package dev.holdfast.cluster.control;

import org.jspecify.annotations.Nullable;

/** No majority answered in time. What was proposed may still be applied later. */
public final class NoQuorumException extends RuntimeException {

  public NoQuorumException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
