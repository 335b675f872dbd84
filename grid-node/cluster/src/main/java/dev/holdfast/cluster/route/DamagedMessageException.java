package dev.holdfast.cluster.route;

/** Bytes that are no message of this version, or not all of one. They had no effect. */
final class DamagedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DamagedMessageException(String message) {
    super(message);
  }
}
