package dev.holdfast.cluster.watch;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchEvent.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One reader. What it has not heard of yet is a bit for each of its topics, so a slow one costs no
 * more memory than a quick one and finds the latest values when it asks. Belongs to the hub's
 * thread.
 */
final class Watch {
  final List<Desk> desks = new ArrayList<>();

  private final Flow.Subscriber<? super WatchEvent> reader;
  private final long subject;
  private final Topic[] topics;
  private final Desk[] deskOf;
  private final BitSet marks = new BitSet();
  private long demand;

  /** Parts that are not known yet. */
  private int unknown;

  private boolean begun;
  private boolean lost;
  private boolean closed;
  private long events;
  private String last;
  private long lastNanos;
  private Answer.@Nullable Refused<?> ending;

  /**
   * A watch that is told nothing yet.
   *
   * @param resumed what it has been told already, or null for nothing
   */
  Watch(
      Flow.Subscriber<? super WatchEvent> reader,
      long subject,
      int size,
      String resumed,
      long events) {
    this.reader = reader;
    this.subject = subject;
    this.topics = new Topic[size];
    this.deskOf = new Desk[size];
    this.last = resumed;
    this.events = events;
  }

  void subscribe(int slot, Topic topic, Desk desk) {
    topics[slot] = topic;
    deskOf[slot] = desk;
    topic.subscriptions.add(new Topic.Subscription(this, slot));
  }

  /** Takes its topics back. */
  void unsubscribe() {
    closed = true;
    for (int slot = 0; slot < topics.length; slot++) {
      Topic topic = topics[slot];
      topic.subscriptions.removeIf(subscription -> subscription.watch() == this);
      if (topic.subscriptions.isEmpty()) {
        deskOf[slot].drop(topic);
      }
    }
  }

  /** Nobody reads it any more; some of its topics may never be worked out. */
  boolean isClosed() {
    return closed;
  }

  void request(long events) {
    demand = demand + events < 0 ? Long.MAX_VALUE : demand + events;
  }

  void await() {
    unknown++;
  }

  void mark(int slot) {
    marks.set(slot);
  }

  /** Starts over: what it was told before is not to be built upon. */
  void lose() {
    lost = true;
  }

  void known(Part part) {
    unknown--;
    lost |= part.lost;
    for (int i = 0; i < part.slots.length; i++) {
      if (part.changed[i]) {
        marks.set(part.slots[i]);
      }
    }
  }

  /** The refusal is its last event. */
  void end(Answer.Refused<?> refusal) {
    ending = refusal;
  }

  void fail(Throwable failure) {
    reader.onError(failure);
  }

  /**
   * Sends what can be sent.
   *
   * @param silenceNanos after which an event is sent even if nothing changed
   * @return whether it was the last event
   */
  boolean send(long now, long silenceNanos) {
    if (demand > 0 && ending != null) {
      reader.onNext(new WatchEvent.Ended(ending));
      reader.onComplete();
      return true;
    }
    if (unknown > 0 || ending != null) {
      return false;
    }
    if (demand > 0 && lost) {
      lost = false;
      last = "";
      send(Kind.RESET, now);
    }
    if (demand > 0 && !lost) {
      next(now, silenceNanos);
    }
    return false;
  }

  private void next(long now, long silenceNanos) {
    if (last.isEmpty()) {
      marks.set(0, topics.length);
      send(Kind.SNAPSHOT, now);
    } else if (!marks.isEmpty()) {
      send(Kind.CHANGE, now);
    } else if (!begun || now - lastNanos >= silenceNanos) {
      send(Kind.HEARTBEAT, now);
    }
  }

  private void send(Kind kind, long now) {
    List<Availability> items = new ArrayList<>();
    String follows = kind == Kind.SNAPSHOT ? "" : last;
    if (kind == Kind.SNAPSHOT || kind == Kind.CHANGE) {
      for (int slot = marks.nextSetBit(0); slot >= 0; slot = marks.nextSetBit(slot + 1)) {
        items.add(item(slot));
      }
      marks.clear();
    }
    last = kind == Kind.RESET ? "" : token();
    begun = true;
    lastNanos = now;
    demand--;
    reader.onNext(new WatchEvent.Values(kind, items, last, follows));
  }

  private Availability item(int slot) {
    Topic topic = topics[slot];
    ShardPlace place = place(deskOf[slot]);
    return new Availability(
        topic.key.sku(),
        topic.available,
        new Revision(place.shard(), place.epoch(), topic.sequence),
        List.of());
  }

  private record ShardPlace(int shard, long epoch) {}

  private static ShardPlace place(Desk desk) {
    return new ShardPlace(desk.host.number(), desk.epoch());
  }

  private String token() {
    long catalogue = Long.MAX_VALUE;
    List<ResumeToken.Place> places = new ArrayList<>(desks.size());
    for (Desk desk : desks) {
      catalogue = Math.min(catalogue, desk.toldCatalogue);
      places.add(new ResumeToken.Place(desk.epoch(), desk.told, desk.shown));
    }
    return new ResumeToken(subject, catalogue, ++events, places).text();
  }
}
