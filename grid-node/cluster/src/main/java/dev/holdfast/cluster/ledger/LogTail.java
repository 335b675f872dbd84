package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.ledger.Standing.Mark;
import dev.holdfast.cluster.ledger.Standing.Place;
import dev.holdfast.cluster.ledger.Standing.Quota;
import dev.holdfast.engine.Explanation.Level;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.rows.Changes;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.Movement;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The end of a shard's log that is not written behind yet, folded apart from the serving shard for
 * the sake of one SKU. One thread.
 */
final class LogTail {
  private static final int PENDING = 4_096;

  private final Journal journal;
  private final int shard;
  private final String sku;

  LogTail(Journal journal, int shard, String sku) {
    this.journal = journal;
    this.shard = shard;
    this.sku = sku;
  }

  /**
   * What a fold came to.
   *
   * @param moved the latest so many effects below a sequence, newest first
   * @param holds what was learnt of their holds
   * @param stocked whether the SKU has a position
   * @param sinceMillis shard time of what the fold started from
   */
  record Folded(
      Standing standing,
      List<Moved> moved,
      Map<HoldBits, HoldFacts> holds,
      boolean stocked,
      long sinceMillis) {}

  /** The last batch of a stretch that was decided until a time, by the headers alone. */
  Optional<Mark> last(long afterSequence, long upToSequence, long untilMillis) {
    if (afterSequence >= upToSequence) {
      return Optional.empty();
    }
    Mark[] found = new Mark[1];
    journal.read(
        shard,
        afterSequence,
        (epoch, first, last, bytes, offset, length) -> {
          Mark mark = mark(bytes, offset, last);
          if (mark.timeMillis() > untilMillis || last > upToSequence) {
            return false;
          }
          found[0] = mark;
          return last < upToSequence;
        });
    return Optional.ofNullable(found[0]);
  }

  /** The sequence before the oldest one that the journal still has. */
  long reaches() {
    return journal.firstSequence(shard) - 1;
  }

  private static Mark mark(byte[] bytes, int offset, long last) {
    Header header = Header.of(bytes, offset);
    return new Mark(header.epoch(), last, header.timeMillis(), header.catalogueVersion());
  }

  /**
   * Folds up to a batch.
   *
   * @param base a copy that nobody else uses, at the batch or before it
   * @param upTo the batch
   * @param catalogue knows every pool and location until then
   * @param wanted which effects to keep, the latest ones
   */
  Folded fold(Shard base, Mark upTo, Catalogue catalogue, Wanted wanted) {
    long since = base.timeMillis();
    Projection projection = new Projection(base);
    Gathering gathering = new Gathering(projection, wanted);
    if (base.sequence() < upTo.sequence()) {
      journal.read(
          shard,
          base.sequence(),
          (epoch, first, last, bytes, offset, length) -> {
            Frame record = Frame.wrap(bytes, offset + length);
            record.seek(offset);
            projection.fold(record);
            gathering.epochs.put(last, epoch);
            if (projection.pending() > PENDING) {
              gathering.take();
            }
            return last < upTo.sequence();
          });
    }
    gathering.take();
    return gathering.folded(upTo, catalogue, since);
  }

  /** Keeps of what is folded what the SKU needs. */
  private final class Gathering {
    final TreeMap<Long, Long> epochs = new TreeMap<>();
    private final Projection projection;
    private final Wanted wanted;
    private final Deque<List<Moved>> effects = new ArrayDeque<>();
    private final Map<HoldBits, HoldFacts> holds = new HashMap<>();

    Gathering(Projection projection, Wanted wanted) {
      this.projection = projection;
      this.wanted = wanted;
    }

    void take() {
      Changes changes = projection.changes();
      int number = projection.number(sku);
      for (Movement movement : changes.movements()) {
        if (movement.sku() == number && wanted.has(movement.sequence(), movement.location())) {
          add(Moved.of(movement, epochs.ceilingEntry(movement.sequence()).getValue()));
        }
      }
      for (HoldRow row : changes.holds()) {
        HoldBits name = new HoldBits(row.home() < 0 ? shard : row.home(), id(row));
        String text = HoldKey.text(row.high(), row.low(), row.text());
        HoldFacts facts = new HoldFacts(text, row.order());
        holds.merge(name, facts, (one, other) -> row.home() < 0 ? other : one);
      }
      keepNamed();
      epochs.clear();
      projection.clear();
    }

    private static UUID id(HoldRow row) {
      return new UUID(row.high(), row.low());
    }

    private void add(Moved moved) {
      if (!effects.isEmpty() && effects.getLast().getFirst().sequence() == moved.sequence()) {
        effects.getLast().add(moved);
        return;
      }
      effects.addLast(new ArrayList<>(List.of(moved)));
      if (effects.size() > wanted.most()) {
        effects.removeFirst();
      }
    }

    /** Forgets holds that no kept effect names. */
    private void keepNamed() {
      Set<HoldBits> named = new HashSet<>();
      effects.forEach(effect -> effect.forEach(m -> HoldBits.of(m).ifPresent(named::add)));
      holds.keySet().retainAll(named);
    }

    Folded folded(Mark mark, Catalogue catalogue, long since) {
      int number = projection.number(sku);
      List<Place> places = new ArrayList<>();
      for (int location = 0; number >= 0 && location < locations(catalogue); location++) {
        projection.position(number, location).map(LogTail::place).ifPresent(places::add);
      }
      Map<Integer, Quota> quotas = new HashMap<>();
      for (int pool = 0; number >= 0 && pool < catalogue.poolNames().size(); pool++) {
        int each = pool;
        projection
            .quota(pool, number)
            .ifPresent(row -> quotas.put(each, new Quota(row.since(), row.used())));
      }
      List<Moved> newestFirst = new ArrayList<>();
      effects.descendingIterator().forEachRemaining(newestFirst::addAll);
      return new Folded(
          new Standing(mark, places, quotas),
          newestFirst,
          Map.copyOf(holds),
          !places.isEmpty(),
          since);
    }
  }

  private static int locations(Catalogue catalogue) {
    return catalogue.locationNames().size();
  }

  private static Place place(PositionRow row) {
    Level level = new Level(row.onHand(), row.held(), row.committed());
    return new Place(row.location(), level, row.safety());
  }
}
