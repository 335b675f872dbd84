package dev.holdfast.cluster.host;

/** Reaches the owner of any shard. Safe for any thread, never blocks. */
public interface Peers {

  /** Sends a call; the reply comes on a thread of the owner. It may come twice, late, or never. */
  void send(int shard, Call call);
}
