package dev.holdfast.cluster.watch;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.shard.OutcomeReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is watched at a shard of which this member has nothing: its owner is asked for all values, a
 * few times a second. Belongs to the hub's thread; answers come on any.
 */
final class FarSide {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** As many as a caller may ask for at once. */
  private static final int SKUS = 1_000;

  private final int shard;
  private final Peers peers;
  private final Clock clock;
  private long nextNanos;
  private @Nullable Round round;

  FarSide(int shard, Peers peers, Clock clock) {
    this.shard = shard;
    this.peers = peers;
    this.clock = clock;
    this.nextNanos = clock.nanos();
  }

  boolean isDue() {
    return nextNanos - clock.nanos() <= 0;
  }

  /** Asks; {@code done} takes the visit back on any thread, with {@link Visit#again} if in vain. */
  void visit(Visit visit, Collection<Topic> topics, long catalogue, Consumer<Visit> done) {
    long now = clock.nanos();
    nextNanos = now + PAUSE_NANOS;
    Map<Integer, List<Topic>> byPool = new TreeMap<>();
    for (Topic topic : topics) {
      byPool.computeIfAbsent(topic.key.pool(), any -> new ArrayList<>()).add(topic);
    }
    Round asked = new Round(visit, catalogue, now + PATIENCE_NANOS, done);
    byPool.values().forEach(asked::add);
    round = asked;
    asked.send();
  }

  /** The visit that has waited too long for its answers, if one has: they come to nothing. */
  @Nullable Visit overdue() {
    Round asked = round;
    if (asked == null || asked.untilNanos - clock.nanos() > 0 || !asked.end()) {
      return null;
    }
    return asked.visit;
  }

  /** One question for all values. */
  private final class Round {
    private final Visit visit;
    private final long catalogue;
    private final long untilNanos;
    private final Consumer<Visit> done;
    private final List<List<Topic>> pages = new ArrayList<>();
    private final List<long[]> values = new ArrayList<>();
    private long epoch = -1;
    private long first = Long.MAX_VALUE;
    private long last;
    private int missing;
    private boolean over;

    Round(Visit visit, long catalogue, long untilNanos, Consumer<Visit> done) {
      this.visit = visit;
      this.catalogue = catalogue;
      this.untilNanos = untilNanos;
      this.done = done;
    }

    void add(List<Topic> topics) {
      for (int from = 0; from < topics.size(); from += SKUS) {
        pages.add(List.copyOf(topics.subList(from, Math.min(from + SKUS, topics.size()))));
        values.add(new long[0]);
      }
      missing = pages.size();
    }

    void send() {
      for (int page = 0; page < pages.size(); page++) {
        int number = page;
        int pool = pages.get(page).getFirst().key.pool();
        List<String> skus = pages.get(page).stream().map(topic -> topic.key.sku()).toList();
        peers.send(
            shard,
            Call.of(
                commands -> commands.availability(pool, false, skus),
                untilNanos,
                outcome -> answer(number, outcome.map(reader -> read(reader, skus)))));
      }
    }

    private static Answer<List<Availability>> read(OutcomeReader reader, List<String> skus) {
      return reader.availability(skus);
    }

    private void answer(int page, Answer<Answer<List<Availability>>> outcome) {
      if (take(page, outcome)) {
        done.accept(visit);
      }
    }

    /** Whether that ends it. */
    private synchronized boolean take(int page, Answer<Answer<List<Availability>>> outcome) {
      if (over || values.get(page).length > 0) {
        return false;
      }
      long[] known =
          outcome instanceof Answer.Done<Answer<List<Availability>>>(var answer)
              ? values(pages.get(page).size(), answer)
              : new long[0];
      if (known.length == 0) {
        over = true;
        visit.again = true;
        return true;
      }
      values.set(page, known);
      missing--;
      over = missing == 0;
      if (over) {
        fill();
      }
      return over;
    }

    /** The values of a page, -1 where the pool is gone; none if they are worth nothing. */
    private long[] values(int count, Answer<List<Availability>> answer) {
      long[] known = new long[count];
      switch (answer) {
        case Answer.Done<List<Availability>>(List<Availability> items) -> {
          Revision revision = items.getFirst().revision();
          if (epoch >= 0 && epoch != revision.epoch()) {
            return new long[0];
          }
          epoch = revision.epoch();
          first = Math.min(first, revision.sequence());
          last = Math.max(last, revision.sequence());
          for (int i = 0; i < count; i++) {
            known[i] = items.get(i).available();
          }
        }
        case Answer.Refused<List<Availability>> refused -> {
          if (refused.reason() != Reason.POOL_NOT_FOUND) {
            return new long[0];
          }
          Arrays.fill(known, -1);
        }
      }
      return known;
    }

    private void fill() {
      for (int page = 0; page < pages.size(); page++) {
        for (int i = 0; i < pages.get(page).size(); i++) {
          Topic topic = pages.get(page).get(i);
          long value = values.get(page)[i];
          if (value != topic.told) {
            topic.told = value;
            visit.changed.add(topic);
            visit.values.add(value);
          }
        }
      }
      visit.epoch = Math.max(0, epoch);
      visit.sequence = last;
      visit.told = Math.min(first, last);
      visit.toldCatalogue = catalogue;
      for (Part part : visit.parts) {
        part.arrived = visit.told;
        part.lost = part.since >= 0;
      }
    }

    /** Ends it unless it has ended. */
    synchronized boolean end() {
      boolean ends = !over;
      over = true;
      return ends;
    }
  }
}
