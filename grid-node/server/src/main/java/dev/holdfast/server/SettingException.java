package dev.holdfast.server;

/** A setting that cannot be used; the message names it and its limits. */
final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SettingException(String message) {
    super(message);
  }
}
