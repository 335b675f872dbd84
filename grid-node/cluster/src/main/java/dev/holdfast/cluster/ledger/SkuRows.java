package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.ledger.Standing.Mark;
import dev.holdfast.cluster.ledger.Standing.Place;
import dev.holdfast.cluster.ledger.Standing.Quota;
import dev.holdfast.engine.Explanation.Level;
import dev.holdfast.engine.rows.Movement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What PostgreSQL knows of one SKU, in the transaction of its connection. One thread. */
final class SkuRows {
  /** More than a page of the largest size, unless each effect moves units at many locations. */
  private static final int MOST_MOVED = 20_000;

  private static final int COUNT = Movement.Kind.COUNT.number();
  private static final int ADJUST = Movement.Kind.ADJUST.number();
  private static final String OF_POSITION =
      "m.shard = p.shard and m.sku_number = p.sku_number and m.location_number = p.location_number";

  private final Connection connection;
  private final int shard;

  SkuRows(Connection connection, int shard) {
    this.connection = connection;
    this.shard = shard;
  }

  /** These statements are short, but look dear to a planner that knows no statistics. */
  static void withoutJit(Connection connection) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement("set local jit = off")) {
      set.execute();
    }
  }

  private static long millis(ResultSet row, int column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? 0 : at.getTime();
  }

  /** How far the shard is written; empty before its first effect. */
  Optional<Mark> watermark() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select effect_epoch, sequence, shard_time, catalogue_version from shards"
                + " where shard = ?")) {
      select.setInt(1, shard);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Mark(row.getLong(1), row.getLong(2), millis(row, 3), row.getLong(4)))
            : Optional.empty();
      }
    }
  }

  /** The number of a SKU's name, or -1. */
  int number(String sku) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select number from names where name = ? and shard = ?")) {
      select.setString(1, sku);
      select.setInt(2, shard);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : -1;
      }
    }
  }

  /** Whether the SKU has a position. */
  boolean isStocked(int sku) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select exists (select from positions where shard = ? and sku_number = ?)")) {
      select.setInt(1, shard);
      select.setInt(2, sku);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The first record of the log that holds an effect at or after a sequence. */
  Optional<Mark> record(long sequence) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select epoch, last_sequence, at, substring(record for "
                + Header.BYTES
                + ") from effects"
                + " where shard = ? and last_sequence >= ? order by last_sequence limit 1")) {
      select.setInt(1, shard);
      select.setLong(2, sequence);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Header header = Header.of(row.getBytes(4), 0);
        return Optional.of(
            new Mark(row.getLong(1), row.getLong(2), millis(row, 3), header.catalogueVersion()));
      }
    }
  }

  /**
   * Where the log begins.
   *
   * @param sequence 1 if it was kept from the start
   */
  record Beginning(long sequence, long timeMillis) {}

  /** Where the log begins; empty if none is kept. */
  Optional<Beginning> begins() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select first_sequence, at from effects where shard = ?"
                + " order by last_sequence limit 1")) {
      select.setInt(1, shard);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Beginning(row.getLong(1), millis(row, 2)))
            : Optional.empty();
      }
    }
  }

  /**
   * The last batch that was decided until a time: by halves, because time and sequence grow
   * together.
   *
   * @param watermark where the log ends
   * @return empty if the log begins later
   */
  Optional<Mark> last(Mark watermark, long untilMillis) throws SQLException {
    if (watermark.timeMillis() <= untilMillis) {
      return Optional.of(watermark);
    }
    Mark found = null;
    long low = 1;
    long high = watermark.sequence();
    while (low <= high) {
      Optional<Mark> middle = record(low + (high - low) / 2);
      if (middle.isEmpty() || middle.get().timeMillis() > untilMillis) {
        high = low + (high - low) / 2 - 1;
      } else {
        found = middle.get();
        low = found.sequence() + 1;
      }
    }
    return Optional.ofNullable(found);
  }

  /**
   * The SKU's positions after an effect: where its latest movement until then left them, else where
   * the next one found them.
   *
   * @param complete the log is there from the start: what did not move yet was not there
   */
  List<Place> places(int sku, Mark at, boolean complete) throws SQLException {
    String sql =
        """
        select p.location_number, last.on_hand, last.held, last.committed, last.safety,
          next.on_hand_before, next.held_before, next.committed_before, next.safety, next.kind,
          p.on_hand, p.held, p.committed, p.safety
        from positions p
          left join lateral (
            select * from movements m where %1$s and m.sequence <= ? and m.at <= ?
            order by m.sequence desc limit 1) last on true
          left join lateral (
            select * from movements m where %1$s and m.sequence > ?
              and last.sequence is null
            order by m.sequence limit 1) next on true
        where p.shard = ? and p.sku_number = ? order by p.location
        """
            .formatted(OF_POSITION);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, at.sequence());
      select.setTimestamp(2, new Timestamp(at.timeMillis()));
      select.setLong(3, at.sequence());
      select.setInt(4, shard);
      select.setInt(5, sku);
      List<Place> places = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          place(row, complete).ifPresent(places::add);
        }
      }
      return places;
    }
  }

  private static Optional<Place> place(ResultSet row, boolean complete) throws SQLException {
    int location = row.getInt(1);
    row.getLong(2);
    if (!row.wasNull()) {
      return Optional.of(new Place(location, level(row, 2), safety(row, 5)));
    }
    int kind = row.getInt(10);
    if (row.wasNull()) {
      return Optional.of(new Place(location, level(row, 11), safety(row, 14)));
    }
    boolean begins = kind == COUNT || kind == ADJUST;
    return complete && begins
        ? Optional.empty()
        : Optional.of(new Place(location, level(row, 6), safety(row, begins ? 14 : 9)));
  }

  private static Level level(ResultSet row, int column) throws SQLException {
    return new Level(row.getLong(column), row.getLong(column + 1), row.getLong(column + 2));
  }

  private static long safety(ResultSet row, int column) throws SQLException {
    long safety = row.getLong(column);
    return row.wasNull() ? -1 : safety;
  }

  /** What pools had used of their quotas for the SKU after an effect, found like places. */
  Map<Integer, Quota> quotas(int sku, Mark at) throws SQLException {
    String sql =
        """
        select q.pool_number, coalesce(last.quota_since, next.quota_since, q.since),
          coalesce(last.quota_used, next.used_before, q.used)
        from quotas q
          left join lateral (
            select m.quota_since, m.quota_used from movements m
            where %1$s and m.sequence <= ? and m.at <= ?
            order by m.sequence desc limit 1) last on true
          left join lateral (
            select m.quota_since, m.quota_used - (
              select sum(n.held + n.committed - n.on_hand
                - n.held_before - n.committed_before + n.on_hand_before)
              from movements n where n.shard = m.shard and n.sku_number = m.sku_number
                and n.sequence = m.sequence and n.at = m.at) as used_before
            from movements m
            where %1$s and m.sequence > ? and last.quota_since is null
            order by m.sequence limit 1) next on true
        where q.shard = ? and q.sku_number = ?
        """
            .formatted(
                """
                m.shard = q.shard and m.sku_number = q.sku_number
                  and m.pool_number = q.pool_number and m.quota_since is not null\
                """);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, at.sequence());
      select.setTimestamp(2, new Timestamp(at.timeMillis()));
      select.setLong(3, at.sequence());
      select.setInt(4, shard);
      select.setInt(5, sku);
      Map<Integer, Quota> quotas = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          quotas.put(row.getInt(1), new Quota(row.getLong(2), row.getLong(3)));
        }
      }
      return quotas;
    }
  }

  /**
   * The SKU's latest movements below a sequence, newest first.
   *
   * @param until not after this batch
   */
  List<Moved> moved(int sku, Mark until, Wanted wanted) throws SQLException {
    String sql =
        """
        select m.at, e.epoch, m.sequence, m.kind, m.hold, m.home, m.pool_number,
          m.location_number, m.on_hand_before, m.held_before, m.committed_before,
          m.on_hand, m.held, m.committed
        from (
          select m.* from positions p cross join lateral (
            select * from movements m where %s and m.sequence <= ? and m.at <= ?
            order by m.sequence desc limit ?) m
          where p.shard = ? and p.sku_number = ? and (? or p.location_number = any(?))
          order by m.sequence desc, m.location_number limit ?) m
        left join lateral (
          select epoch from effects e
          where e.shard = m.shard and e.at = m.at and e.last_sequence >= m.sequence
          order by e.last_sequence limit 1) e on true
        order by m.sequence desc, m.location_number
        """
            .formatted(OF_POSITION);
    Array only = connection.createArrayOf("int4", wanted.locations().toArray());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, Math.min(until.sequence(), wanted.before() - 1));
      select.setTimestamp(2, new Timestamp(until.timeMillis()));
      select.setInt(3, wanted.most());
      select.setInt(4, shard);
      select.setInt(5, sku);
      select.setBoolean(6, wanted.locations().isEmpty());
      select.setArray(7, only);
      select.setInt(8, MOST_MOVED);
      List<Moved> moved = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          moved.add(moved(row));
        }
      }
      if (moved.size() == MOST_MOVED) {
        long cut = moved.getLast().sequence();
        moved.removeIf(m -> m.sequence() == cut);
      }
      return moved;
    }
  }

  private static Moved moved(ResultSet row) throws SQLException {
    UUID hold = row.getObject(5, UUID.class);
    return new Moved(
        millis(row, 1),
        row.getLong(2),
        row.getLong(3),
        Kinds.of(row.getInt(4)),
        hold,
        hold == null ? -1 : row.getInt(6),
        hold == null ? -1 : row.getInt(7),
        row.getInt(8),
        level(row, 9),
        level(row, 12));
  }

  /** What is known of holds at their homes. */
  Map<HoldBits, HoldFacts> holds(Collection<HoldBits> names) throws SQLException {
    Array homes = connection.createArrayOf("int4", names.stream().map(HoldBits::home).toArray());
    Array ids = connection.createArrayOf("uuid", names.stream().map(HoldBits::id).toArray());
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select h.shard, h.id, h.hold_id, h.order_id
            from unnest(?, ?) as n (home, id)
            join holds h on h.shard = n.home and h.id = n.id and h.home = -1
            """)) {
      select.setArray(1, homes);
      select.setArray(2, ids);
      Map<HoldBits, HoldFacts> facts = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          facts.put(
              new HoldBits(row.getInt(1), row.getObject(2, UUID.class)),
              new HoldFacts(row.getString(3), row.getString(4)));
        }
      }
      return facts;
    }
  }
}
