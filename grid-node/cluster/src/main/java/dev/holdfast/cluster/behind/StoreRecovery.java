package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.control.CatalogueBytes;
import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.SnapshotSource;
import dev.holdfast.engine.RestorePoint;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from PostgreSQL what a member's journal does not have: all of a grid, for a member that has
 * nothing, or the shards of which PostgreSQL has more. From then on no older owner can write these
 * rows. A crash on the way leaves a start that does it again. One thread.
 */
public final class StoreRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRecovery.class);

  /**
   * Where to.
   *
   * @param directory {@code data.dir}
   * @param journal opened with the grid's number of shards, and served by nobody
   * @param snapshots writes a shard as the journal's snapshot
   */
  public record Target(
      UUID member,
      Path directory,
      Journal journal,
      ControlGroup control,
      Function<Shard, SnapshotSource> snapshots,
      ShardLimits limits) {}

  private final Connections source;
  private final GridIdentity grid;
  private final Target target;

  /**
   * A recovery.
   *
   * @param grid whose rows the store holds
   */
  public StoreRecovery(Connections source, GridIdentity grid, Target target) {
    this.source = source;
    this.grid = grid;
    this.target = target;
  }

  /**
   * Recovers all shards of a grid of which no member lives, into an empty journal and a control
   * group that was never created, which ratifies them as this member's: the last step, and the one
   * that makes it count.
   *
   * @param nowMillis wall clock, UTC epoch milliseconds: creates issued before are refused from now
   *     on
   * @throws SQLException if the store does not give everything; nothing is ratified then
   */
  public Restored run(long nowMillis) throws SQLException {
    Catalogue catalogue;
    List<RestorePoint> points = new ArrayList<>();
    List<RestorePoint> all;
    try (Connection reading = source.reading()) {
      catalogue = catalogue(reading);
      all = RestorePoints.earlier(reading);
      for (int shard = 0; shard < grid.shards(); shard++) {
        points.add(RestorePoints.now(reading, shard, nowMillis));
      }
      reading.rollback();
    }
    all.addAll(points);
    List<ShardConfiguration> next =
        points.stream().map(point -> next(point, point.epoch(), point.sequence())).toList();
    claimRows(points, next);
    for (int shard = 0; shard < grid.shards(); shard++) {
      load(points.get(shard), next.get(shard));
    }
    target.journal().sync();
    Restored restored = new Restored(grid.id(), all);
    restored.write(target.directory());
    ratify(catalogue, next);
    return restored;
  }

  /**
   * Compares the journal with the store, and takes the shards from there of which it is the older.
   *
   * @param marks brought to what is seen
   * @return what came back, if anything did
   * @throws StoreException if they tell different histories, or another member has taken over
   * @throws SQLException if the store does not give everything
   */
  public Optional<Restored> catchUp(long nowMillis, DrainedMarks marks) throws SQLException {
    Map<Integer, RestorePoint> ahead = new TreeMap<>();
    Map<Integer, RestorePoint> points = new TreeMap<>();
    Catalogue catalogue;
    try (Connection reading = source.reading()) {
      Map<Integer, Witness> witnesses = Watermarks.look(reading, new Statements(), ends());
      for (int shard = 0; shard < grid.shards(); shard++) {
        Witness witness = witnesses.get(shard);
        Agreement agreement = compared(shard, witness, marks);
        if (agreement == Agreement.AHEAD) {
          ahead.put(shard, RestorePoints.now(reading, shard, nowMillis));
        }
        if (witness != null && witness.watermark().epoch() > epoch(shard)) {
          points.put(shard, RestorePoints.now(reading, shard, nowMillis));
        }
      }
      points.putAll(ahead);
      catalogue = catalogue(reading);
      reading.rollback();
    }
    save(marks);
    if (points.isEmpty()) {
      return Optional.empty();
    }
    LOG.warn("data.dir is older than PostgreSQL: {} shards are taken from there", ahead.size());
    return Optional.of(take(List.copyOf(points.values()), ahead, catalogue));
  }

  private Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new TreeMap<>();
    for (int shard = 0; shard < grid.shards(); shard++) {
      ends.put(shard, target.journal().lastSequence(shard));
    }
    return ends;
  }

  private Agreement compared(int shard, @Nullable Witness witness, DrainedMarks marks) {
    long last = target.journal().lastSequence(shard);
    long mark = marks.mark(shard);
    Agreement agreement = Agreement.SAME;
    long drained = 0;
    if (witness != null) {
      agreement = Agreement.of(witness, target.journal(), target.control().state().members());
      drained = witness.watermark().sequence();
      if (agreement == Agreement.FORKED || agreement == Agreement.TAKEN) {
        marks.set(shard, DrainedMarks.DISAGREED);
        save(marks);
        throw new StoreException(agreement.advice(witness, last));
      }
    }
    if (mark != DrainedMarks.DISAGREED && mark > Math.max(last, drained)) {
      throw new StoreException(
          "shard "
              + shard
              + ": effects up to "
              + mark
              + " were written behind, data.dir has them up to "
              + last
              + " and store.url up to "
              + drained
              + ": it must name the PostgreSQL that has them");
    }
    marks.set(shard, drained);
    return agreement;
  }

  private static void save(DrainedMarks marks) {
    try {
      marks.save();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Restored take(
      List<RestorePoint> points, Map<Integer, RestorePoint> ahead, Catalogue catalogue)
      throws SQLException {
    List<ShardConfiguration> next = new ArrayList<>();
    for (RestorePoint point : points) {
      int shard = point.shard();
      long upTo = Math.max(point.sequence(), target.journal().lastSequence(shard));
      next.add(next(point, Math.max(point.epoch(), epoch(shard)), upTo));
    }
    claimRows(points, next);
    List<RestorePoint> all = new ArrayList<>(points);
    Restored.read(target.directory()).ifPresent(before -> all.addAll(before.points()));
    Restored restored = new Restored(grid.id(), all);
    restored.write(target.directory());
    ratify(catalogue, next);
    for (ShardConfiguration configuration : next) {
      RestorePoint point = ahead.get(configuration.shard());
      if (point != null) {
        load(point, configuration);
      }
    }
    target.journal().sync();
    return restored;
  }

  private long epoch(int shard) {
    return target.control().state().configuration(shard).map(ShardConfiguration::epoch).orElse(0L);
  }

  private static Catalogue catalogue(Connection reading) throws SQLException {
    try (PreparedStatement select =
            reading.prepareStatement(
                "select content from catalogue order by version desc limit 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? CatalogueBytes.read(row.getBytes(1)) : Catalogue.empty();
    }
  }

  /** Under an epoch after all that are known, so that no older owner goes on. */
  private ShardConfiguration next(RestorePoint point, long epoch, long upTo) {
    UUID member = target.member();
    return new ShardConfiguration(
        point.shard(), epoch + 1, member, List.of(member), upTo + 1, UUID.randomUUID());
  }

  /** Commits the new epochs into the rows, which must still stand where they were read. */
  private void claimRows(List<RestorePoint> points, List<ShardConfiguration> next)
      throws SQLException {
    Map<Integer, Watermark> seen = new TreeMap<>();
    Map<Integer, Long> epochs = new TreeMap<>();
    points.forEach(p -> seen.put(p.shard(), new Watermark(p.shard(), p.epoch(), p.sequence())));
    next.forEach(configuration -> epochs.put(configuration.shard(), configuration.epoch()));
    try (Connection writing = source.connection()) {
      Watermarks watermarks = new Watermarks();
      Statements statements = new Statements();
      watermarks.read(writing, statements, List.copyOf(seen.keySet()), true);
      int raised = watermarks.raise(writing, statements, target.member(), epochs, seen);
      if (raised != points.size()) {
        throw new SQLException("somebody else writes into the rows of this grid");
      }
      RestorePoints.note(writing, target.member(), points);
      writing.commit();
    }
  }

  /** Makes a shard's rows the journal's snapshot, in place of whatever it has. */
  private void load(RestorePoint point, ShardConfiguration next) throws SQLException {
    int number = point.shard();
    if (point.sequence() == 0) {
      LOG.info("shard {} has nothing in PostgreSQL", number);
      return;
    }
    Journal journal = target.journal();
    ShardRows rows = new ShardRows(target.limits(), journal.archive(number));
    try (Connection reading = source.reading()) {
      new RowReader(reading, number, target.limits().identityWindowMillis()).read(rows);
      reading.rollback();
    }
    Shard shard = rows.shard();
    if (shard.sequence() != point.sequence()) {
      throw new SQLException("somebody else writes into the rows of shard " + number);
    }
    journal.installEpoch(number, next.epoch(), next.start(), journal.lastSequence(number) + 1);
    journal.saveSnapshot(number, next.epoch(), shard.sequence(), target.snapshots().apply(shard));
    LOG.info(
        "shard {} comes back from PostgreSQL up to effect {} of epoch {}, of {}",
        number,
        point.sequence(),
        point.epoch(),
        Instant.ofEpochMilli(point.timeMillis()));
  }

  private void ratify(Catalogue catalogue, List<ShardConfiguration> configurations) {
    UUID ratified =
        target
            .control()
            .restore(grid.id(), grid.shards(), List.of(target.member()), configurations, catalogue)
            .toCompletableFuture()
            .join();
    if (!ratified.equals(grid.id())) {
      throw new IllegalStateException(
          "the control group is of grid " + ratified + " already, not of " + grid.id());
    }
    for (ShardConfiguration each : configurations) {
      if (!target.control().state().configuration(each.shard()).equals(Optional.of(each))) {
        throw new IllegalStateException("shard " + each.shard() + " was claimed meanwhile");
      }
    }
  }
}
