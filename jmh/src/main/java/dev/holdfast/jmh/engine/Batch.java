package dev.holdfast.jmh.engine;

import dev.holdfast.engine.shard.Frame;

/**
 * Encoded commands and the places in them that differ from one round to the next: the hold ids, and
 * numbers that grow. Not thread-safe.
 *
 * @param bytes the commands
 * @param idAt where the 16 bytes of each hold id stand
 * @param life which hold each id is of, counted from the first one of the round; below 0 for holds
 *     of earlier rounds
 * @param longAt where the numbers stand
 * @param first each number in round 0
 * @param step by how much each number grows per round
 */
record Batch(byte[] bytes, int[] idAt, long[] life, int[] longAt, long[] first, long[] step) {

  /** Makes the frame read these commands as of a round that starts with the given hold. */
  void load(Frame frame, long round, long firstLife) {
    frame.reset(bytes, bytes.length);
    for (int i = 0; i < idAt.length; i++) {
      long id = firstLife + life[i];
      frame.setLong(idAt[i], mix(id));
      frame.setLong(idAt[i] + 8, mix(~id));
    }
    for (int i = 0; i < longAt.length; i++) {
      frame.setLong(longAt[i], first[i] + round * step[i]);
    }
  }

  /** The finisher of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014). */
  private static long mix(long n) {
    long z = (n + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
