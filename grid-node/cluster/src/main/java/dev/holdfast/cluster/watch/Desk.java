package dev.holdfast.cluster.watch;

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

  private final LaneSide lane = new LaneSide();
  private final Map<Topic.Key, Topic> topics = new HashMap<>();
  private List<Topic> arriving = new ArrayList<>();
  private List<Topic> leaving = new ArrayList<>();
  private final List<Part> waiting = new ArrayList<>();
  private final List<Part> arrived = new ArrayList<>();
  private boolean visiting;
  private boolean more;

  Desk(ShardHost host) {
    this.host = host;
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
    topics.remove(topic.key);
    leaving.add(topic);
  }

  /** Whether a visit may have something to tell. */
  boolean isDue(long catalogueVersion) {
    return !visiting
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
    visiting = true;
    List<Part> parts = waiting.subList(0, Math.min(PARTS, waiting.size()));
    Visit visit = new Visit(arriving, leaving, List.copyOf(parts));
    parts.clear();
    arriving = new ArrayList<>();
    leaving = new ArrayList<>();
    host.read(shard -> done.ended(visit, attempt(visit, shard, catalogue)));
  }

  /** Takes back a visit. */
  @FunctionalInterface
  interface VisitEnd {
    void ended(Visit visit, @Nullable RuntimeException failure);
  }

  /** A watch that fails must not fail the shard. */
  private @Nullable RuntimeException attempt(
      Visit visit, Shard shard, Supplier<Catalogue> catalogue) {
    try {
      if (host.isStopped()) {
        return new IllegalStateException("shard " + host.number() + " has stopped");
      }
      lane.visit(visit, shard, catalogue.get());
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
    visiting = false;
    more = visit.more;
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

  /** No visit will ever tell anything again. */
  void stop() {
    topics.clear();
  }
}
