package dev.holdfast.cluster.node;

import dev.holdfast.cluster.behind.Drainer;
import dev.holdfast.cluster.behind.Restored;
import dev.holdfast.cluster.control.Claim;
import dev.holdfast.cluster.control.ClaimResult;
import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.cluster.host.Baskets;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.cluster.host.Settler;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.cluster.host.Syncer;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.ledger.Explainer;
import dev.holdfast.cluster.ledger.Written;
import dev.holdfast.cluster.watch.WatchHub;
import dev.holdfast.engine.GridStatus;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import dev.holdfast.engine.shard.ShardMap;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A member that owns every shard: CLOSED until all are recovered, claimed and settled. It starts no
 * thread: whoever opens it calls {@link #tick} every few milliseconds, {@link #keep} about once a
 * second and {@link #drain} as often as that says, and hands in the executors. Watches hear of
 * changes when it calls {@link #tell}.
 */
public final class Node {

  /**
   * What a member stands on.
   *
   * @param member its identity
   * @param workers run what is left of long rounds
   * @param flusher runs one task at a time: flushes for SYNCED answers
   * @param background runs audits
   * @param fatal hears of what no member may survive: it must stop the process
   * @param network what lies between the shards
   * @param behind where to write behind, or empty
   */
  public record Ground(
      UUID member,
      Journal journal,
      ControlGroup control,
      Clock clock,
      Executor workers,
      Executor flusher,
      Executor background,
      HostMetrics metrics,
      Consumer<Throwable> fatal,
      UnaryOperator<Peers> network,
      Optional<WriteBehind> behind) {

    /** With nothing between the shards: a call reaches its shard at once. */
    public Ground(
        UUID member,
        Journal journal,
        ControlGroup control,
        Clock clock,
        Executor workers,
        Executor flusher,
        Executor background,
        HostMetrics metrics,
        Consumer<Throwable> fatal,
        Optional<WriteBehind> behind) {
      this(
          member,
          journal,
          control,
          clock,
          workers,
          flusher,
          background,
          metrics,
          fatal,
          UnaryOperator.identity(),
          behind);
    }
  }

  /**
   * What a member is set to.
   *
   * @param snapshotEffects effects behind which a shard gets a new snapshot
   * @param leastFreeBytes of the journal's disk; below it new holds are refused
   * @param watches of availability at once
   */
  public record Limits(
      ShardLimits shard, HostLimits host, long snapshotEffects, long leastFreeBytes, int watches) {}

  /** Looking through a shard for intents that wait costs milliseconds: not every second. */
  private static final int ASK_EVERY = 4;

  /** Some ten thousand identities a second and shard: no grid ends holds faster for a day. */
  private static final int FORGETS_A_KEEP = 64;

  private final Ground ground;
  private final Limits limits;
  private final Recovery recovery;
  private final Recovery projections;
  private final Compactor compactor;
  private final Settler settler;
  private final List<ShardHost> hosts = new ArrayList<>();
  private final List<Baskets> baskets = new ArrayList<>();
  private final StockGrid grid;
  private final Optional<Drainer> drainer;
  private final WatchHub watches;
  private volatile boolean diskLow;
  private volatile String snapshotFailure = "";
  private int keeps;

  private Node(Ground ground, Limits limits, List<Shard> shards) {
    this.ground = ground;
    this.limits = limits;
    this.recovery = new Recovery(ground.journal(), limits.shard(), this::drained);
    this.projections = new Recovery(ground.journal(), Projection.LIMITS);
    this.compactor = new Compactor(recovery, shards.size(), limits.snapshotEffects());
    Peers peers = ground.network().apply((shard, call) -> hosts.get(shard).submit(call));
    ShardMap map = new ShardMap(shards.size());
    this.settler = new Settler(peers, map);
    ShardHost.Surroundings around =
        new ShardHost.Surroundings(
            ground.journal(),
            ground.clock(),
            () -> ground.control().state().catalogue(),
            ground.workers(),
            new Syncer(
                ground.journal(),
                ground.clock(),
                ground.flusher(),
                ground.metrics(),
                ground.fatal()),
            ground.metrics(),
            limits.host(),
            ground.fatal());
    for (Shard shard : shards) {
      ShardHost host = new ShardHost(shard, around, settler::pushQuietly);
      hosts.add(host);
      baskets.add(new Baskets(host, map, settler));
    }
    ground.metrics().watch(hosts);
    this.drainer = ground.behind().map(behind -> behind.drainer(ground, hosts));
    lookAtDisk();
    this.watches = new WatchHub(hosts, peers, ground.control(), ground.clock(), limits.watches());
    this.grid =
        new LocalGrid(
            ground.control(),
            hosts,
            baskets,
            this::status,
            new Auditor(
                hosts,
                compactor,
                new StoreAuditor(
                    hosts,
                    written(),
                    recovery::copy,
                    projections::copy,
                    () -> ground.control().state().catalogue()),
                ground.behind().map(WriteBehind::restorePoints).orElse(List.of())),
            new Explainer(
                new Explainer.Ground(
                    map,
                    ground.journal(),
                    shard -> hosts.get(shard).figures().sequence(),
                    projections::copy,
                    () -> ground.control().state().catalogue(),
                    written(),
                    ground.clock()::wallMillis),
                ground.background()),
            ground.background(),
            Admission.of(ground, limits, () -> diskLow),
            new Walk.Ground(
                hosts,
                ground.workers(),
                ground.clock(),
                () -> ground.control().state().catalogue()),
            watches);
  }

  private Written written() {
    if (drainer.isEmpty() || ground.behind().isEmpty()) {
      return Written.nowhere();
    }
    return new WrittenRows(ground.behind().get().ledger(), drainer.get());
  }

  private long drained(int shard) {
    return drainer.map(writer -> writer.drained(shard)).orElse(Long.MAX_VALUE);
  }

  /**
   * Recovers all shards and claims their next epochs. The shards do not serve before {@link
   * #settle} is done.
   *
   * @param shards how many there are; the control group has the last word
   * @throws NodeClosedException if a shard's copy is not complete, or a claim is not ratified
   */
  public static Node open(Ground ground, Limits limits, int shards) {
    Recovery recovery = new Recovery(ground.journal(), limits.shard());
    List<Shard> recovered = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      recovered.add(recovery.serving(shard, ground.metrics()));
    }
    // A claim outlives a power loss; so must the effects that it builds on.
    ground.journal().sync();
    List<ShardConfiguration> ratified = claim(ground, recovered);
    for (int shard = 0; shard < shards; shard++) {
      ShardConfiguration configuration = ratified.get(shard);
      ground.journal().installEpoch(shard, configuration.epoch(), configuration.start());
      recovered.get(shard).open(configuration.epoch());
    }
    return new Node(ground, limits, recovered);
  }

  private static List<ShardConfiguration> claim(Ground ground, List<Shard> shards) {
    List<Claim> claims = new ArrayList<>();
    for (Shard shard : shards) {
      Optional<ShardConfiguration> before = ground.control().state().configuration(shard.number());
      long last = shard.sequence();
      before.ifPresent(known -> checkComplete(ground, known, last));
      long epoch = before.map(ShardConfiguration::epoch).orElse(0L);
      claims.add(
          Claim.byOwner(
              epoch,
              new ShardConfiguration(
                  shard.number(),
                  epoch + 1,
                  ground.member(),
                  List.of(ground.member()),
                  last + 1,
                  UUID.randomUUID())));
    }
    List<ShardConfiguration> ratified = new ArrayList<>();
    for (ClaimResult result : ground.control().claim(claims).toCompletableFuture().join()) {
      switch (result) {
        case ClaimResult.Ratified(ShardConfiguration configuration) -> ratified.add(configuration);
        case ClaimResult.Stale stale ->
            throw new NodeClosedException(
                "shard " + stale.shard() + " was claimed by another member meanwhile");
        case ClaimResult.Refused refused ->
            throw new NodeClosedException(
                "shard " + refused.shard() + " cannot be claimed: " + refused.message());
      }
    }
    return ratified;
  }

  /** The last ratified copy must be ours and reach at least to the start of its epoch. */
  private static void checkComplete(Ground ground, ShardConfiguration known, long last) {
    if (!known.copies().contains(ground.member())) {
      throw new NodeClosedException(
          "shard "
              + known.shard()
              + " stays CLOSED: its last copy is on member "
              + known.owner()
              + ", this is member "
              + ground.member());
    }
    if (last < known.start() - 1) {
      throw new NodeClosedException(
          "shard "
              + known.shard()
              + " stays CLOSED: its journal ends at "
              + last
              + ", but epoch "
              + known.epoch()
              + " started at "
              + known.start()
              + ": effects are missing in data.dir");
    }
  }

  /** Ends what was being decided when the last process stopped; the grid may serve after it. */
  public CompletionStage<Void> settle() {
    return new Opening(hosts, settler)
        .run()
        .thenCompose(settled -> new LocationRemoval(ground.control(), hosts).restore());
  }

  /** Serves calls; to be shown to callers only after {@link #settle}. */
  public StockGrid grid() {
    return grid;
  }

  /** Lets due holds expire. */
  public void tick() {
    for (ShardHost host : hosts) {
      if (host.isDue()) {
        host.tick();
      }
    }
  }

  /** Tells watches of availability what has changed. Never blocks; one thread. */
  public void tell() {
    watches.tick();
  }

  /**
   * Makes a snapshot if one is due, and looks after the disk. Takes as long as it takes; one
   * thread.
   */
  public void keep() {
    keeps++;
    lookAtDisk();
    for (ShardHost host : hosts) {
      Archive archive = ground.journal().archive(host.number());
      forget(host, archive, FORGETS_A_KEEP);
      if (keeps % ASK_EVERY == 0 && host.figures().undecided() > 0) {
        askHomes(host);
      }
    }
    settler.repeat();
    try {
      compactor.step();
      hosts.forEach(host -> recovery.trim(host.number()));
      snapshotFailure = "";
    } catch (UncheckedIOException e) {
      snapshotFailure = "no snapshot can be written, so the journal only grows: " + e.getMessage();
    }
  }

  /** In small steps, so that calls get their turn between them. */
  private static void forget(ShardHost host, Archive archive, int steps) {
    host.read(
        shard -> {
          if (archive.forgetBefore(shard.timeMillis()) && steps > 1) {
            forget(host, archive, steps - 1);
          }
        });
  }

  /**
   * Writes behind what is new. One thread, on which PostgreSQL may be waited for.
   *
   * @return milliseconds after which to call again
   */
  public long drain() {
    return drainer.map(Drainer::step).orElse(Long.MAX_VALUE);
  }

  /** Notes how far shards are drained; {@link #drain} is not to be called again. */
  public void endDrain() {
    drainer.ifPresent(Drainer::close);
  }

  /** Effects that are not in PostgreSQL, of all shards; 0 without write-behind. */
  public long behind() {
    return drainer.map(Drainer::effectsBehind).orElse(0L);
  }

  private void lookAtDisk() {
    diskLow = ground.journal().freeBytes() < limits.leastFreeBytes();
  }

  /** Should a settlement be lost on its way, the intent asks for it. */
  private void askHomes(ShardHost host) {
    host.read(
        shard -> shard.view().intents(true, intent -> settler.pullOnce(host.number(), intent)));
  }

  private GridStatus status() {
    List<GridStatus.ShardStatus> shards = new ArrayList<>();
    for (ShardHost host : hosts) {
      String closed = drainer.map(d -> d.closed(host.number())).orElse("");
      ShardHost.Figures f = host.figures();
      Optional<Drainer.Figures> behind = drainer.map(d -> d.figures(host.number()));
      shards.add(
          new GridStatus.ShardStatus(
              host.number(),
              closed.isEmpty(),
              closed,
              f.epoch(),
              f.sequence(),
              recovery.snapshotSequence(host.number()),
              f.liveHolds(),
              f.endedHolds(),
              f.positions(),
              behind.map(Drainer.Figures::drained).orElse(0L),
              behind.map(Drainer.Figures::lagMillis).orElse(0L)));
    }
    List<String> alarms = new ArrayList<>();
    if (diskLow) {
      alarms.add("the disk of data.dir is nearly full: new holds are refused");
    }
    if (!snapshotFailure.isEmpty()) {
      alarms.add(snapshotFailure);
    }
    drainer.map(Drainer::trouble).filter(trouble -> !trouble.isEmpty()).ifPresent(alarms::add);
    return new GridStatus(
        ground.member().toString(),
        shards,
        ground.control().state().catalogue().version(),
        alarms,
        drainer.map(Drainer::lagP99Millis).orElse(-1L),
        ground.behind().flatMap(WriteBehind::restored).map(Restored::latest).orElse(List.of()));
  }
}
