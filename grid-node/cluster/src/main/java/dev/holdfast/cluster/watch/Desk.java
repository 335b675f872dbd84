package dev.holdfast.cluster.watch;

import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is watched at one shard, as the hub sees it. Belongs to the hub's thread, but for what a
 * visit does in the shard's lane.
 */
final class Desk {
  /** Parts that resume in one visit: each may read the whole ring of recent changes. */
  private static final int PARTS = 8;

  final ShardHost host;

  /** All changes up to this effect, and of this catalogue, are in the topics. */
  long told;

  long toldCatalogue;

  /** The latest effect that a topic may show. */
  long shown;

  private LaneSide lane = new LaneSide();
  private final FarSide far;

  /** The epoch that the topics are of, 0 where this member has nothing of the shard. */
  private long epoch;

  /** The epoch of the owner that was asked last. */
  private long farEpoch;

  private final Map<Topic.Key, Topic> topics = new HashMap<>();
  private List<Topic> arriving = new ArrayList<>();
  private List<Topic> leaving = new ArrayList<>();
  private final List<Part> waiting = new ArrayList<>();
  private final List<Part> arrived = new ArrayList<>();

  /** The visit under way. */
  private @Nullable Visit current;

  private boolean more;

  Desk(ShardHost host, Peers peers, Clock clock) {
    this.host = host;
    this.far = new FarSide(host.number(), peers, clock);
    this.epoch = host.figures().epoch();
  }

  /** Whether what is known of the topics is of another time: the shard's epoch has changed here. */
  boolean isOutdated() {
    return host.figures().epoch() != epoch;
  }

  /** The epoch of the latest effect that a topic may show. */
  long epoch() {
    return epoch != 0 ? epoch : farEpoch;
  }

  /** Begins anew; a visit under way comes to nothing. */
  void reset() {
    epoch = host.figures().epoch();
    lane = new LaneSide();
    current = null;
    more = false;
    told = 0;
    shown = 0;
    topics.clear();
    arriving.clear();
    leaving.clear();
    waiting.clear();
    arrived.clear();
  }

  Topic topic(Topic.Key key) {
    return topics.computeIfAbsent(
        key,
        wanted -> {
          Topic topic = new Topic(wanted);
          arriving.add(topic);
          return topic;
        });
  }

  void await(Part part) {
    waiting.add(part);
  }

  void drop(Topic topic) {
    if (topics.remove(topic.key, topic)) {
      leaving.add(topic);
    }
  }

  /** Whether a visit may have something to tell. */
  boolean isDue(long catalogueVersion) {
    if (epoch == 0) {
      return current == null && !topics.isEmpty() && far.isDue();
    }
    return current == null
        && !(topics.isEmpty() && leaving.isEmpty())
        && (more
            || !waiting.isEmpty()
            || !leaving.isEmpty()
            || host.figures().sequence() != told
            || catalogueVersion != toldCatalogue);
  }

  /**
   * Visits the shard.
   *
   * @param done takes the visit back, on any thread, with what went wrong or null
   */
  void visit(Supplier<Catalogue> catalogue, VisitEnd done) {
    List<Part> parts = waiting.subList(0, Math.min(PARTS, waiting.size()));
    Visit visit = new Visit(arriving, leaving, List.copyOf(parts));
    parts.clear();
    arriving = new ArrayList<>();
    leaving = new ArrayList<>();
    current = visit;
    if (epoch == 0) {
      long version = catalogue.get().version();
      far.visit(visit, topics.values(), version, back -> done.ended(back, null));
      return;
    }
    LaneSide side = lane;
    host.read(shard -> done.ended(visit, attempt(side, visit, shard, catalogue)));
  }

  /** Takes back a visit. */
  @FunctionalInterface
  interface VisitEnd {
    void ended(Visit visit, @Nullable RuntimeException failure);
  }

  /** A watch that fails must not fail the shard. */
  private @Nullable RuntimeException attempt(
      LaneSide side, Visit visit, Shard shard, Supplier<Catalogue> catalogue) {
    try {
      if (host.isStopped()) {
        return new IllegalStateException("shard " + host.number() + " has stopped");
      }
      side.visit(visit, shard, catalogue.get());
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /**
   * Takes over what a visit has found.
   *
   * @param changed hears of each topic with another value
   * @param known hears of each part whose topics are all known now
   */
  void finish(Visit visit, Consumer<Topic> changed, Consumer<Part> known) {
    current = null;
    if (visit.again) {
      waiting.addAll(0, visit.parts);
      return;
    }
    more = visit.more;
    farEpoch = visit.epoch;
    told = visit.told;
    toldCatalogue = visit.toldCatalogue;
    shown = visit.sequence;
    for (int i = 0; i < visit.changed.size(); i++) {
      Topic topic = visit.changed.get(i);
      topic.available = visit.values.get(i);
      topic.sequence = visit.sequence;
      changed.accept(topic);
      topic.known = true;
    }
    arrived.addAll(visit.parts);
    arrived.removeIf(
        part -> {
          boolean complete = part.isComplete(told);
          if (complete) {
            known.accept(part);
          }
          return complete || part.watch.isClosed();
        });
  }

  /** Whether it is the visit under way: others are of a time before {@link #reset}. */
  boolean isCurrent(Visit visit) {
    return current == visit;
  }

  /** Makes a visit again whose answer does not come. */
  void giveUp() {
    Visit overdue = far.overdue();
    if (overdue != null && isCurrent(overdue)) {
      current = null;
      waiting.addAll(0, overdue.parts);
    }
  }
}
