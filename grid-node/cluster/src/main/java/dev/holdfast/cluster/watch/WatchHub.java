package dev.holdfast.cluster.watch;

import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ControlState;
import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchQuery;
import dev.holdfast.engine.catalogue.Pool;
import dev.holdfast.engine.shard.ShardMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watches what changed. {@link #watch} is safe for any thread; everything else happens when
 * one thread calls {@link #tick}, every few milliseconds: what others want is put into an inbox.
 *
 * <p>The lock path knows nothing of it. At each tick, a shard that has moved on and is watched gets
 * a visit in its lane, which reads the ring of recent changes and works out the value of each SKU
 * that changed, once for all watches ({@link LaneSide}). Watches only remember which of their SKUs
 * they have not told yet, so nothing is ever held back for a slow reader, and none is too slow to
 * be told the latest values.
 */
public final class WatchHub {
  private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** Visits to one shard in one tick. */
  private static final int VISITS = 32;

  private final ControlGroup control;
  private final Clock clock;
  private final ShardMap shards;
  private final List<Desk> desks = new ArrayList<>();
  private final int mostWatches;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Set<Watch> watches = new LinkedHashSet<>();

  /**
   * A hub over all shards.
   *
   * @param peers reach those of which this member has nothing
   * @param mostWatches at once
   */
  public WatchHub(
      List<ShardHost> hosts, Peers peers, ControlGroup control, Clock clock, int mostWatches) {
    this.control = control;
    this.clock = clock;
    this.shards = new ShardMap(hosts.size());
    this.mostWatches = mostWatches;
    hosts.forEach(host -> desks.add(new Desk(host, peers, clock)));
  }

  /** A watch; it begins when somebody subscribes. */
  public Flow.Publisher<WatchEvent> watch(WatchQuery query) {
    return reader -> new Opening(query, reader).begin();
  }

  /** Looks what has changed and tells the watches. Never blocks; one thread. */
  public void tick() {
    drain();
    if (watches.isEmpty()) {
      return;
    }
    for (int i = 0; i < VISITS && visitAll(); i++) {
      drain();
    }
    long now = clock.nanos();
    for (Watch watch : List.copyOf(watches)) {
      if (watch.send(now, SILENCE_NANOS)) {
        close(watch);
      }
    }
  }

  private void drain() {
    for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
      next.run();
    }
  }

  private boolean visitAll() {
    long version = control.state().catalogue().version();
    boolean any = false;
    for (Desk desk : desks) {
      if (desk.isOutdated()) {
        end(desk, watch -> watch.end(moved(desk.host.number())));
      }
      desk.giveUp();
      if (desk.isDue(version)) {
        any = true;
        desk.visit(
            () -> control.state().catalogue(),
            (visit, failure) -> inbox.add(() -> finish(desk, visit, failure)));
      }
    }
    return any;
  }

  private void finish(Desk desk, Visit visit, @Nullable RuntimeException failure) {
    if (!desk.isCurrent(visit)) {
      return;
    }
    if (failure != null) {
      LOG.error("shard {}: its watches end", desk.host.number(), failure);
      end(
          desk,
          watch -> {
            watch.fail(failure);
            close(watch);
          });
      return;
    }
    desk.finish(visit, this::changed, part -> part.watch.known(part));
  }

  /** Ends all watches of a shard, and begins anew with it. */
  private void end(Desk desk, Consumer<Watch> how) {
    for (Watch watch : List.copyOf(watches)) {
      if (watch.desks.contains(desk)) {
        how.accept(watch);
      }
    }
    desk.reset();
  }

  private static Answer.Refused<?> moved(int shard) {
    return new Answer.Refused<>(
        Reason.SHARD_CLOSED,
        "shard " + shard + " has another owner; go on with the resume_token",
        "",
        List.of(),
        false,
        50);
  }

  /** A value that was worked out for the first time is no change: its readers are to get it all. */
  private void changed(Topic topic) {
    for (Topic.Subscription subscription : topic.subscriptions) {
      if (topic.available < 0) {
        subscription.watch().end(notFound("the pool is gone"));
      } else if (topic.known) {
        subscription.watch().mark(subscription.slot());
      }
    }
  }

  private static Answer.Refused<?> notFound(String message) {
    return new Answer.Refused<>(Reason.POOL_NOT_FOUND, message, "pool", List.of(), false, 0);
  }

  private void close(Watch watch) {
    if (watches.remove(watch)) {
      watch.unsubscribe();
    }
  }

  /** A subscriber on its way to a watch. */
  private final class Opening implements Flow.Subscription {
    private final WatchQuery query;
    private final Flow.Subscriber<? super WatchEvent> reader;

    /** The hub's, once it is open. */
    private @Nullable Watch watch;

    private Answer.@Nullable Refused<?> refusal;
    private long early;
    private boolean over;

    private Opening(WatchQuery query, Flow.Subscriber<? super WatchEvent> reader) {
      this.query = query;
      this.reader = reader;
    }

    private void begin() {
      reader.onSubscribe(this);
      inbox.add(this::open);
    }

    @Override
    public void request(long events) {
      inbox.add(
          () -> {
            if (watch != null) {
              watch.request(events);
            } else {
              early += events;
              refuse();
            }
          });
    }

    @Override
    public void cancel() {
      inbox.add(
          () -> {
            over = true;
            if (watch != null) {
              close(watch);
            }
          });
    }

    private void open() {
      if (over) {
        return;
      }
      Optional<Pool> pool = control.state().catalogue().pool(query.pool());
      List<String> skus = List.copyOf(new LinkedHashSet<>(query.skus()));
      long subject = ResumeToken.subject(query.pool(), skus);
      SortedMap<Integer, List<Integer>> slots = slots(skus);
      Optional<ResumeToken> token =
          ResumeToken.parse(query.resumeToken())
              .filter(t -> t.subject() == subject && t.places().size() == slots.size());
      if (pool.isEmpty()) {
        refusal = notFound("there is no pool " + query.pool());
      } else if (token.isEmpty() && !query.resumeToken().isEmpty()) {
        refusal = invalidToken();
      } else if (watches.size() >= mostWatches) {
        refusal = tooMany();
      } else {
        join(pool.get().number(), skus, subject, slots, token);
        return;
      }
      refuse();
    }

    private void refuse() {
      if (refusal != null && early > 0 && !over) {
        over = true;
        reader.onNext(new WatchEvent.Ended(refusal));
        reader.onComplete();
      }
    }

    private SortedMap<Integer, List<Integer>> slots(List<String> skus) {
      SortedMap<Integer, List<Integer>> slots = new TreeMap<>();
      for (int i = 0; i < skus.size(); i++) {
        slots.computeIfAbsent(shards.shardOf(skus.get(i)), any -> new ArrayList<>()).add(i);
      }
      return slots;
    }

    private void join(
        int pool,
        List<String> skus,
        long subject,
        SortedMap<Integer, List<Integer>> slots,
        Optional<ResumeToken> token) {
      Watch joined =
          new Watch(
              reader,
              subject,
              skus.size(),
              token.isEmpty() ? "" : query.resumeToken(),
              token.map(ResumeToken::event).orElse(0L));
      boolean known = token.isPresent() && isKnown(token.get(), slots);
      if (token.isPresent() && !known) {
        joined.lose();
      }
      int place = 0;
      for (var entry : slots.entrySet()) {
        Desk desk = desks.get(entry.getKey());
        int[] own = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
        Topic[] topics = new Topic[own.length];
        for (int i = 0; i < own.length; i++) {
          topics[i] = desk.topic(new Topic.Key(pool, skus.get(own[i])));
          joined.subscribe(own[i], topics[i], desk);
        }
        long since = known ? token.orElseThrow().places().get(place++).told() : -1;
        long catalogue = known ? token.orElseThrow().catalogue() : -1;
        joined.desks.add(desk);
        joined.await();
        desk.await(new Part(joined, topics, own, since, catalogue));
      }
      joined.request(early);
      watch = joined;
      watches.add(joined);
    }

    /**
     * Whether what was told is part of the history that the shards go on with. Of an earlier epoch
     * only the last one is known to: where it ended, this one began.
     */
    private boolean isKnown(ResumeToken token, SortedMap<Integer, List<Integer>> slots) {
      ControlState state = control.state();
      int i = 0;
      for (int shard : slots.keySet()) {
        ResumeToken.Place place = token.places().get(i++);
        long epoch = desks.get(shard).epoch();
        long start = state.configuration(shard).map(ShardConfiguration::start).orElse(0L);
        boolean same = place.epoch() == epoch;
        boolean before = place.epoch() == epoch - 1 && place.shown() < start;
        if (!same && !before) {
          return false;
        }
      }
      return true;
    }
  }

  private static Answer.Refused<?> invalidToken() {
    return new Answer.Refused<>(
        Reason.INVALID_RESUME_TOKEN,
        "resume_token must be that of an event of a watch of this pool and these SKUs",
        "resume_token",
        List.of(),
        false,
        0);
  }

  private Answer.Refused<?> tooMany() {
    return new Answer.Refused<>(
        Reason.OVERLOADED,
        "this node has " + mostWatches + " watches of availability",
        "",
        List.of(),
        false,
        1_000);
  }
}
