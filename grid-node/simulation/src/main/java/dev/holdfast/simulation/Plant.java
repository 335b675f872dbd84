package dev.holdfast.simulation;

import java.util.Arrays;
import java.util.List;

/** Known bugs that are planted, one in a history: the checks must find each. */
enum Plant {
  NONE(1, "nothing is wrong"),

  // In what a grid of one stands on.
  LOST_APPEND(1, "the page cache forgets the last append when the process dies"),
  LYING_SYNC(1, "a sync returns before anything is on disk"),
  SHARD_CUTS(1, "a power loss cuts each shard's log at a place of its own"),
  LOST_SNAPSHOT(1, "a snapshot is gone when the process dies, and the log was trimmed up to it"),
  LOST_SETTLEMENTS(1, "settlements never reach one of the shards"),
  UNSETTLED_START(1, "a member serves without having settled what was open when it died"),
  JUMPING_CLOCK(1, "the monotonic clock follows the wall clock's jumps");

  private final int least;
  private final String says;

  Plant(int least, String says) {
    this.least = least;
    this.says = says;
  }

  /** In a sentence. */
  String says() {
    return says;
  }

  /** How many members a history has in which it can show. */
  int members(long seed) {
    return least == 1 ? 1 : Math.max(least, seed % 4 == 0 ? 2 : seed % 4 == 1 ? 5 : 3);
  }

  /** All bugs. */
  static List<Plant> planted() {
    return Arrays.stream(values()).filter(plant -> plant != NONE).toList();
  }
}
