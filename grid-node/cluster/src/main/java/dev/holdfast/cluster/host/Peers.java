package dev.holdfast.cluster.host;

/** Reaches the owner of any shard. Safe for any thread, never blocks. */
public interface Peers {

  /** Sends a call; the reply comes on a thread of the owner. It may come twice, late, or never. */
  void send(int shard, Call call);

  /**
   * Sends a call that its sender sends again until it is answered: it may be lost, or come twice.
   */
  default void tell(int shard, Call call) {
    send(shard, call);
  }
}
