package dev.holdfast.cluster.control;

import java.nio.file.Path;
import java.util.UUID;

/**
 * How a member takes part in the control group.
 *
 * @param member its identity
 * @param directory where its log stands, inside {@code data.dir}
 * @param host the address to listen on
 * @param port {@code control.port}, 1 to 65535
 * @param timeoutMillis how long a proposal may take, at least 1
 */
public record ControlSettings(
    UUID member, Path directory, String host, int port, long timeoutMillis) {

  /** Long enough for an election and a slow disk. */
  public static final long TIMEOUT_MILLIS = 5_000;

  public ControlSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("control.port must be 1 to 65535, not " + port);
    }
    if (timeoutMillis < 1) {
      throw new IllegalArgumentException("timeoutMillis must be at least 1, not " + timeoutMillis);
    }
  }
}
