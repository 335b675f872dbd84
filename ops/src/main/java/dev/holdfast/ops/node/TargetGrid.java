package dev.holdfast.ops.node;

import dev.holdfast.client.Holdfast;
import dev.holdfast.client.HoldfastBuilder;
import dev.holdfast.ops.command.OperationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The grid that a command works on: one that runs, or a node started for it. */
public final class TargetGrid implements AutoCloseable {

  private final String address;
  private final @Nullable NodeProcess node;

  private TargetGrid(String address, @Nullable NodeProcess node) {
    this.address = address;
    this.node = node;
  }

  /**
   * @param address {@code host:port} of a running node, or null to start one
   * @param folder for the data and log of the node
   */
  public static TargetGrid of(@Nullable String address, WorkFolder folder) {
    if (address != null) {
      return new TargetGrid(address, null);
    }
    NodeProcess node = NodeProcess.start(folder.path(), NodePorts.free());
    return new TargetGrid(node.target(), node);
  }

  /** {@code host:port} for the SDK. */
  public String address() {
    return address;
  }

  /** The node's metrics page, or empty if the node is not ours. */
  public String metrics() {
    return node == null ? "" : node.metrics();
  }

  /** A connection for many calls at once from many threads. */
  public Holdfast connect() {
    return connection(address).connect();
  }

  /** Settings for many calls at once: answers on the I/O thread, callbacks must not block. */
  public static HoldfastBuilder connection(String address) {
    HoldfastBuilder builder =
        Holdfast.builder()
            .deadline(Duration.ofSeconds(30))
            .maxInFlight(1 << 18)
            .callbacks(Runnable::run);
    try {
      return builder.targets(address);
    } catch (IllegalArgumentException e) {
      throw new OperationException("--target: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
  }
}
