package dev.holdfast.jmh.engine;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;

/** A shard that is fed the stream until as many holds end as begin. Not thread-safe. */
final class SteadyShard {
  /**
   * The shortest window there is, so that ended holds are forgotten at the pace at which they end.
   */
  private static final ShardLimits LIMITS = new ShardLimits(1_000, 1 << 20, 1 << 16);

  private final int liveHolds;
  private final Catalogue catalogue = Shop.catalogue();
  private final Timetable timetable;
  private final CommandStream stream;
  private final Shard shard;
  private final Frame commands = new Frame(0);
  private final Frame outcomes = new Frame(1 << 16);
  private final Frame effects = new Frame(1 << 16);
  private long expired;

  SteadyShard(int liveHolds) {
    this.liveHolds = liveHolds;
    timetable = new Timetable(liveHolds);
    stream = new CommandStream(timetable, catalogue);
    shard = new Shard(0, LIMITS, Archive.none(), late -> expired++);
    shard.open(1);
  }

  /** Counts the stock and goes round until every age has its holds. */
  void fill() {
    Frame counts = new Frame(1 << 16);
    Commands writer = new Commands(counts);
    for (int sku = 0; sku < Shop.SKUS; sku++) {
      for (int location = 0; location < Shop.locations(); location++) {
        writer.count(Shop.count(sku, location, 0), location);
      }
      shard.apply(counts, stream.nowMillis(), catalogue, outcomes, effects);
      counts.clear();
    }
    for (int i = timetable.roundsToSteady() * stream.batches(); i > 0; i--) {
      apply();
    }
    check();
  }

  /** Holds that the shard has let expire so far. */
  long expired() {
    return expired;
  }

  /** Decides one batch; answers how many bytes it came to. */
  int apply() {
    long now = stream.nowMillis();
    stream.next(commands);
    shard.apply(commands, now, catalogue, outcomes, effects);
    return outcomes.limit() + effects.limit();
  }

  /** Goes one round and says so if it is not what the timetable meant. */
  void check() {
    long refused = 0;
    long before = expired;
    for (int i = 0; i < stream.batches(); i++) {
      apply();
      OutcomeReader reader = new OutcomeReader(outcomes, catalogue);
      while (reader.next()) {
        refused += reader.type() == OutcomeType.REFUSED ? 1 : 0;
      }
    }
    long live = shard.liveHolds();
    System.out.printf(
        "%n# %,d live holds, %,d ended ones; a round of %,d commands brings %,d holds, %,d"
            + " expiries, %,d refusals%n",
        live,
        shard.endedHolds(),
        stream.batches() * Timetable.BATCH,
        Timetable.LIVES,
        expired - before,
        refused);
    if (refused != timetable.refusals() || Math.abs(live - liveHolds) > liveHolds / 50) {
      throw new IllegalStateException(
          "meant were " + liveHolds + " live holds and " + timetable.refusals() + " refusals");
    }
  }
}
