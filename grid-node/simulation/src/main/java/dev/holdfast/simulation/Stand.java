package dev.holdfast.simulation;

import java.util.Arrays;
import java.util.List;

/**
 * What an answer rests on, when it leaves: for each shard that it is about, how much each of the
 * shard's copies had written. It may be lost with all copies of one of these shards.
 */
final class Stand {
  private static final long LOST = Long.MAX_VALUE;

  /** By shard and copy. */
  private final int[][] members;

  private final long[][] written;

  Stand(List<int[]> members, List<long[]> written) {
    this.members = members.toArray(int[][]::new);
    this.written = written.toArray(long[][]::new);
  }

  /** A member's disk is left with this many writes: whether all is lost now for a shard. */
  boolean isLost(int member, long kept) {
    boolean lost = false;
    for (int shard = 0; shard < members.length; shard++) {
      for (int copy = 0; copy < members[shard].length; copy++) {
        if (members[shard][copy] == member && written[shard][copy] > kept) {
          written[shard][copy] = LOST;
        }
      }
      lost |= Arrays.stream(written[shard]).allMatch(count -> count == LOST);
    }
    return lost;
  }
}
