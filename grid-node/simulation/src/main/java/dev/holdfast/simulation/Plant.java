package dev.holdfast.simulation;

import java.util.Arrays;
import java.util.List;

/** Known bugs that are planted, one in a history: the checks must find each. */
enum Plant {
  NONE(1, 1, "nothing is wrong"),
  LOST_APPEND(1, 1, "the page cache forgets the last append when the process dies"),
  LYING_SYNC(1, 1, "a sync returns before anything is on disk"),
  SHARD_CUTS(1, 49, "a power loss cuts each shard's log at a place of its own"),
  LOST_SNAPSHOT(1, 5, "a snapshot is gone when the process dies, and the log was trimmed up to it"),
  LOST_SETTLEMENTS(1, 1, "settlements never reach one of the shards"),
  UNSETTLED_START(1, 4, "a member serves without having settled what was open when it died"),
  JUMPING_CLOCK(1, 1, "the monotonic clock follows the wall clock's jumps"),
  FAST_CLOCK(1, 1, "the monotonic clock runs at twice its speed"),
  SLOW_CLOCK(1, 4, "the monotonic clock runs at half its speed"),
  ARCHIVE_BLIND(1, 1, "the archive does not find what it has"),
  ARCHIVE_FORGETS(1, 1, "the archive forgets all at the first occasion"),
  LAST_RECORD_UNREAD(1, 1, "a start leaves out the last record of the log");

  private final int least;
  private final long seed;
  private final String says;

  Plant(int least, long seed, String says) {
    this.least = least;
    this.seed = seed;
    this.says = says;
  }

  /** In a sentence. */
  String says() {
    return says;
  }

  /** A seed that showed it: so that nobody waits for long. */
  long seed() {
    return seed;
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
