package dev.holdfast.cluster.node;

/** The member cannot serve, and says whom or what it waits for. */
public final class NodeClosedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NodeClosedException(String message) {
    super(message);
  }
}
