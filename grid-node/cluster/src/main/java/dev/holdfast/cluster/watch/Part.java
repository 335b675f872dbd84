package dev.holdfast.cluster.watch;

/** What a new watch wants of one shard. The hub fills it in, one visit answers it. */
final class Part {
  final Watch watch;
  final Topic[] topics;

  /** The watch's places of the topics. */
  final int[] slots;

  /** The effect after which changes are wanted, or -1: all values. */
  final long since;

  /** The catalogue that the values before were of. */
  final long sinceCatalogue;

  /** By place in {@link #topics}: whether it may have changed. */
  final boolean[] changed;

  /** What changed since cannot be said any more. */
  boolean lost;

  /** The shard's sequence at the visit: topics that were known before show it when it is told. */
  long arrived;

  /** Topics before this one have been worked out. */
  private int known;

  Part(Watch watch, Topic[] topics, int[] slots, long since, long sinceCatalogue) {
    this.watch = watch;
    this.topics = topics;
    this.slots = slots;
    this.since = since;
    this.sinceCatalogue = sinceCatalogue;
    this.changed = new boolean[topics.length];
  }

  /**
   * Whether each topic shows the shard as it was at the visit, or later. That all changes until
   * then have been told does not say so: a shard that stands still has told them all before the
   * topics came.
   */
  boolean isComplete(long told) {
    while (known < topics.length && topics[known].known) {
      known++;
    }
    return known == topics.length && arrived <= told;
  }
}
