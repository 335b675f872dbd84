package dev.holdfast.api;

/** A door could not open because its address is taken or not of this machine. */
public final class PortUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String setting;
  private final int port;

  PortUnavailableException(String setting, String host, int port, Throwable cause) {
    super(
        "%s: cannot listen on port %d of %s: %s".formatted(setting, port, host, reason(cause)),
        cause);
    this.setting = setting;
    this.port = port;
  }

  /** The setting to change: {@code grpc.port} or {@code web.port}. */
  public String setting() {
    return setting;
  }

  public int port() {
    return port;
  }

  private static String reason(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
