package dev.holdfast.cluster.member;

import java.util.List;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The members as this one sees them, which may be wrong: no safety rests on it. Safe for any
 * thread, never blocks.
 */
public interface Members extends AutoCloseable {

  /** The longest message, in bytes. */
  int MAX_MESSAGE_BYTES = 1 << 20;

  /** Hears of what comes from others, on threads of its own: must be short. */
  interface Listener {

    /**
     * A message. Those of one sender about one shard mostly come in order; any may be lost, come
     * late, or twice. Its first byte says what it is of.
     */
    void received(UUID from, int shard, byte[] message);

    /** Other members are alive than before, or the shards should be placed otherwise. */
    void changed();
  }

  /** Those that are believed alive, this one among them. */
  SortedSet<UUID> alive();

  /**
   * Who should hold a shard, its owner first: as many as asked for, or all if there are not as
   * many; empty unless that is known and has not changed for a while.
   */
  List<UUID> placement(int shard, int copies);

  /**
   * Sends a message, which may be lost.
   *
   * @param message up to {@link #MAX_MESSAGE_BYTES}, not to be changed afterwards
   */
  void send(UUID to, int shard, byte[] message);

  @Override
  void close();

  /** Of a grid of one: nobody else, and every shard here. */
  static Members alone(UUID member) {
    return new AloneMembers(member);
  }
}
