package dev.holdfast.cluster.journal;

import org.jspecify.annotations.Nullable;

/** {@code data.dir} cannot be used as it is; the message says why and what to do. */
public final class DataDirectoryException extends RuntimeException {

  public DataDirectoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
