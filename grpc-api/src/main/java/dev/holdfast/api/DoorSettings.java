package dev.holdfast.api;

import java.util.List;

/**
 * What the doors may be told.
 *
 * @param bindHost the address to listen on, such as {@code 127.0.0.1}
 * @param grpcPort 0 to 65535; 0 takes any free port
 * @param webPort 0 to 65535; 0 takes any free port
 * @param maxMessageBytes the largest request, at least 1,024
 * @param maxConnections open connections on each port, at least 1; one more is closed at once
 * @param maxCallsPerConnection calls in flight on one gRPC connection, at least 1
 * @param maxStreamLines lines of calls in flight on one HoldStream, at least 1; past it no further
 *     frame is read until answers have left
 * @param workerThreads threads that serve all connections; 0 takes one for each processor
 * @param closeMillis how long calls in flight may take to finish when the doors close, at least 0
 * @param version what GetStatus answers
 * @param corsOrigins whose pages may call the web port, such as {@code https://shop.example}; just
 *     {@code *} for any, empty for none
 */
public record DoorSettings(
    String bindHost,
    int grpcPort,
    int webPort,
    int maxMessageBytes,
    int maxConnections,
    int maxCallsPerConnection,
    int maxStreamLines,
    int workerThreads,
    long closeMillis,
    String version,
    List<String> corsOrigins) {

  public DoorSettings {
    require(grpcPort >= 0 && grpcPort <= 65_535, "grpcPort must be 0 to 65535");
    require(webPort >= 0 && webPort <= 65_535, "webPort must be 0 to 65535");
    require(maxMessageBytes >= 1_024, "maxMessageBytes must be at least 1024");
    require(maxConnections >= 1, "maxConnections must be at least 1");
    require(maxCallsPerConnection >= 1, "maxCallsPerConnection must be at least 1");
    require(maxStreamLines >= 1, "maxStreamLines must be at least 1");
    require(workerThreads >= 0, "workerThreads must be at least 0");
    require(closeMillis >= 0, "closeMillis must be at least 0");
    corsOrigins = List.copyOf(corsOrigins);
  }

  /** Everything but the addresses as DESIGN has it. */
  public static DoorSettings of(String bindHost, int grpcPort, int webPort, String version) {
    return new DoorSettings(
        bindHost, grpcPort, webPort, 4 << 20, 10_000, 1_024, 16_384, 0, 5_000, version, List.of());
  }

  /** The same with these {@link #corsOrigins}. */
  public DoorSettings withCorsOrigins(List<String> origins) {
    return new DoorSettings(
        bindHost,
        grpcPort,
        webPort,
        maxMessageBytes,
        maxConnections,
        maxCallsPerConnection,
        maxStreamLines,
        workerThreads,
        closeMillis,
        version,
        origins);
  }

  /** {@link #workerThreads}, or one for each processor. */
  public int threads() {
    return workerThreads == 0 ? Runtime.getRuntime().availableProcessors() : workerThreads;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
