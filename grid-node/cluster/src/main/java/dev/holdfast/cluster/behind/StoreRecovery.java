package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.control.CatalogueBytes;
import dev.holdfast.cluster.control.ControlGroup;
import dev.holdfast.cluster.control.ShardConfiguration;
import dev.holdfast.cluster.journal.Journal;
import dev.holdfast.cluster.journal.SnapshotSource;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a grid back from PostgreSQL alone, into a member that has nothing: no journal, no control
 * group. Every step may be taken again after a crash: the last one, ratifying, makes it count. One
 * thread.
 */
public final class StoreRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRecovery.class);

  /**
   * Where to.
   *
   * @param directory {@code data.dir}
   * @param journal opened with the grid's number of shards, and empty
   * @param control a group that was never created
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
   * @param source a store in which no member of the grid lives
   * @param grid whose rows it holds
   */
  public StoreRecovery(Connections source, GridIdentity grid, Target target) {
    this.source = source;
    this.grid = grid;
    this.target = target;
  }

  /**
   * Recovers all shards, and lets the control group ratify them as this member's.
   *
   * @param nowMillis wall clock, UTC epoch milliseconds: creates issued before are refused from now
   *     on
   * @throws SQLException if the store does not give everything; nothing is ratified then
   */
  public Restored run(long nowMillis) throws SQLException {
    Catalogue catalogue;
    List<Restored.Point> points = new ArrayList<>();
    try (Connection reading = source.reading()) {
      catalogue = catalogue(reading);
      for (int shard = 0; shard < grid.shards(); shard++) {
        points.add(recover(reading, shard));
      }
      reading.rollback();
    }
    Restored restored = new Restored(grid.id(), target.member(), nowMillis, List.copyOf(points));
    target.journal().sync();
    restored.write(target.directory());
    ratify(catalogue, points);
    return restored;
  }

  private static Catalogue catalogue(Connection reading) throws SQLException {
    try (PreparedStatement select =
            reading.prepareStatement(
                "select content from catalogue order by version desc limit 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? CatalogueBytes.read(row.getBytes(1)) : Catalogue.empty();
    }
  }

  private Restored.Point recover(Connection reading, int number) throws SQLException {
    Restored.Point point = point(reading, number);
    if (point.sequence() > 0) {
      ShardRows rows = new ShardRows(target.limits(), target.journal().archive(number));
      new RowReader(reading, number, target.limits().identityWindowMillis()).read(rows);
      Shard shard = rows.shard();
      Journal journal = target.journal();
      journal.installEpoch(number, point.epoch(), 1);
      journal.saveSnapshot(
          number, point.epoch(), shard.sequence(), target.snapshots().apply(shard));
    }
    LOG.info(
        "shard {} comes back from PostgreSQL up to effect {} of epoch {}, of {}",
        number,
        point.sequence(),
        point.epoch(),
        Instant.ofEpochMilli(point.timeMillis()));
    return point;
  }

  /** A shard that was never drained had nothing. */
  private static Restored.Point point(Connection reading, int number) throws SQLException {
    try (PreparedStatement select =
        reading.prepareStatement(
            "select epoch, sequence, (extract(epoch from shard_time) * 1000)::bigint,"
                + " largest_lag_ms from shards where shard = ?")) {
      select.setInt(1, number);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Restored.Point(
                number, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))
            : new Restored.Point(number, 0, 0, 0, 0);
      }
    }
  }

  /** Each shard under the epoch after the one that drained it, so that no older one goes on. */
  private void ratify(Catalogue catalogue, List<Restored.Point> points) {
    UUID member = target.member();
    List<ShardConfiguration> configurations = new ArrayList<>();
    for (Restored.Point point : points) {
      configurations.add(
          new ShardConfiguration(
              point.shard(), point.epoch() + 1, member, List.of(member), point.sequence() + 1));
    }
    UUID ratified =
        target
            .control()
            .restore(grid.id(), grid.shards(), List.of(member), configurations, catalogue)
            .toCompletableFuture()
            .join();
    if (!ratified.equals(grid.id())) {
      throw new IllegalStateException(
          "the control group is of grid " + ratified + " already, not of " + grid.id());
    }
  }
}
