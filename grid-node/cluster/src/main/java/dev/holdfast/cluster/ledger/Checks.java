package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.rows.Movement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Checks that one statement each can make, in the transaction of its connection. One thread. */
final class Checks {
  private static final int CHUNK = 1_000;

  /** The units of each live row of holds that stand at this shard's positions. */
  private static final String STANDING =
      """
      select h.home, h.id, h.state, l.sku_number, u.location,
        u.quantity - u.shipped - u.cancelled as units
      from holds h join lines l on l.shard = h.shard and l.id = h.id and l.home = h.home
        cross join lateral unnest(l.locations, l.quantities, l.shipped, l.cancelled)
          as u (location, quantity, shipped, cancelled)
      where h.shard = ? and (h.home >= 0 or not h.basket)
        and h.state in ('OPENING', 'HELD', 'CONFIRMED')\
      """;

  private final Connection connection;
  private final int shard;

  Checks(Connection connection, int shard) {
    this.connection = connection;
    this.shard = shard;
  }

  /** Held, committed and undecided units of positions against the holds that stand there. */
  void positions(Differences differences) throws SQLException {
    each(
        """
        select coalesce(p.sku_number, s.sku_number), coalesce(p.location_number, s.location),
          p.sku, p.held, p.committed, p.undecided, s.held, s.committed, s.undecided
        from (select * from positions where shard = ?) p
        full join (
          select sku_number, location,
            sum(units) filter (where state <> 'CONFIRMED') as held,
            sum(units) filter (where state = 'CONFIRMED') as committed,
            sum(units) filter (where state = 'OPENING') as undecided
          from (%s) s group by sku_number, location) s
        on s.sku_number = p.sku_number and s.location = p.location_number
        where (coalesce(p.held, 0), coalesce(p.committed, 0), coalesce(p.undecided, 0))
          <> (coalesce(s.held, 0), coalesce(s.committed, 0), coalesce(s.undecided, 0))
        """
            .formatted(STANDING),
        row ->
            differences.accept(
                ("position of %s (%d) at location %d has held %d, committed %d, undecided %d,"
                        + " its holds add up to %d, %d and %d")
                    .formatted(
                        row.getString(3),
                        row.getInt(1),
                        row.getInt(2),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9))),
        shard,
        shard);
  }

  /**
   * What each hold took and gave back against what is left of it: it ended once.
   *
   * @param complete the movements are there from the start; else holds that took units before are
   *     left out
   */
  void returned(boolean complete, Differences differences) throws SQLException {
    each(
        """
        select coalesce(m.hold, s.id), coalesce(m.home, s.home), coalesce(m.net, 0),
          coalesce(s.units, 0)
        from (
          select home, hold,
            sum(held + committed - held_before - committed_before) as net,
            min(sequence) = min(sequence) filter (where kind = %1$d) as taken
          from movements where shard = ? and hold is not null group by home, hold) m
        full join (
          select case when home < 0 then %2$d else home end as home, id, sum(units) as units
          from (%3$s) s group by 1, 2) s
        on s.id = m.hold and s.home = m.home
        where coalesce(m.net, 0) <> coalesce(s.units, 0) and (%4$s or m.taken)
        """
            .formatted(Movement.Kind.HOLD.number(), shard, STANDING, complete),
        row ->
            differences.accept(
                "hold %s of home %d took %d more units than it gave back, %d are left of it"
                    .formatted(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4))),
        shard,
        shard);
  }

  /** A hold has an end if and only if nothing is left of it. */
  void ends(Differences differences) throws SQLException {
    each(
        """
        select h.hold_id, h.state, h.end_time
        from holds h left join lateral (
          select sum(u.quantity - u.shipped - u.cancelled) as units from lines l
            cross join lateral unnest(l.quantities, l.shipped, l.cancelled)
              as u (quantity, shipped, cancelled)
          where l.shard = h.shard and l.id = h.id and l.home = h.home) l on true
        where h.shard = ? and h.home = -1 and not h.reopened
          and (h.end_time is not null) <> (h.state in ('RELEASED', 'EXPIRED')
            or (h.state = 'CONFIRMED' and coalesce(l.units, 0) = 0))
        """,
        row ->
            differences.accept(
                "hold %s is %s and ended at %s"
                    .formatted(row.getString(1), row.getString(2), row.getString(3))),
        shard);
  }

  /** Lines and identities belong to a hold, and a hold has lines. */
  void orphans(Differences differences) throws SQLException {
    each(
        """
        select 'a line of hold ' || l.id from lines l where l.shard = ? and not exists (
          select from holds h where h.shard = l.shard and h.id = l.id and h.home = l.home)
        union all
        select 'a shipment or cancellation of hold ' || i.hold from identities i
        where i.shard = ? and i.hold is not null and not exists (
          select from holds h where h.shard = i.shard and h.id = i.hold and h.home = -1)
        """,
        row -> differences.accept(row.getString(1) + " is there, the hold is not"),
        shard,
        shard);
    each(
        """
        select hold_id from holds h where shard = ? and state <> 'OPENING' and not exists (
          select from lines l where l.shard = h.shard and l.id = h.id and l.home = h.home)
        """,
        row -> differences.accept("hold " + row.getString(1) + " has no line"),
        shard);
  }

  /** The texts beside numbers are those of the numbers. */
  void texts(Catalogue catalogue, Differences differences) throws SQLException {
    Array locations = texts(catalogue.locationNames());
    Array pools = texts(catalogue.poolNames());
    each(
        """
        select 'position ' || p.sku || ' at ' || p.location
        from positions p left join names n on n.shard = p.shard and n.number = p.sku_number
          left join unnest(?) with ordinality as c (name, number)
            on c.number = p.location_number + 1
        where p.shard = ? and (p.sku, p.location) is distinct from (n.name, c.name)
        union all
        select 'line ' || l.place || ' of hold ' || l.id || ', ' || l.sku
        from lines l left join names n on n.shard = l.shard and n.number = l.sku_number
        where l.shard = ? and l.sku is distinct from n.name
        union all
        select 'hold ' || h.hold_id || ' of pool ' || h.pool
        from holds h left join unnest(?) with ordinality as c (name, number)
          on c.number = h.pool_number + 1
        where h.shard = ? and h.pool is distinct from c.name
        union all
        select 'source ' || s.source || ' of name ' || s.source_number
        from counts s left join names n on n.shard = s.shard and n.number = s.source_number
        where s.shard = ? and s.source is distinct from n.name
        """,
        row -> differences.accept("the text of " + row.getString(1) + " is another's"),
        locations,
        shard,
        shard,
        pools,
        shard,
        shard);
  }

  private Array texts(List<String> names) throws SQLException {
    return connection.createArrayOf("text", names.toArray());
  }

  /** No cell below 0, and no grant that took more than was on hand. */
  void cells(Differences differences) throws SQLException {
    each(
        """
        select 'position of ' || sku || ' at ' || location || ': ' || on_hand || ' on hand, '
          || held || ' held, ' || committed || ' committed, ' || undecided || ' undecided'
        from positions where shard = ?
          and (least(on_hand, held, committed, undecided) < 0 or undecided > held)
        union all
        select oversold || ' grants took more than was on hand'
        from shards where shard = ? and oversold <> 0
        """,
        row -> differences.accept(row.getString(1)),
        shard,
        shard);
  }

  /** Each movement starts where the one before it ended, and the last one is the position. */
  void chain(Differences differences) throws SQLException {
    each(
        """
        select p.sku, p.location, m.sequence,
          m.on_hand_before, m.held_before, m.committed_before, m.on_hand_was, m.held_was,
          m.committed_was, m.on_hand, m.held, m.committed, p.on_hand, p.held, p.committed, m.later
        from (
          select *, lag(on_hand) over position as on_hand_was, lag(held) over position as held_was,
            lag(committed) over position as committed_was, lead(sequence) over position as later
          from movements where shard = ?
          window position as (partition by sku_number, location_number order by sequence)) m
        left join positions p on p.shard = m.shard and p.sku_number = m.sku_number
          and p.location_number = m.location_number
        where (m.on_hand_was is not null and (m.on_hand_before, m.held_before, m.committed_before)
            <> (m.on_hand_was, m.held_was, m.committed_was))
          or (m.later is null and (m.on_hand, m.held, m.committed)
            is distinct from (p.on_hand, p.held, p.committed))
        """,
        row -> {
          row.getLong(16);
          boolean last = row.wasNull();
          differences.accept(
              "movement %d of %s at %s %s"
                  .formatted(
                      row.getLong(3),
                      row.getString(1),
                      row.getString(2),
                      last
                          ? "ends at %d, %d, %d, the position is %d, %d, %d"
                              .formatted(cells(row, 10))
                          : "starts at %d, %d, %d, the one before ended at %d, %d, %d"
                              .formatted(cells(row, 4))));
        },
        shard);
  }

  private static Object[] cells(ResultSet row, int from) throws SQLException {
    Object[] cells = new Object[6];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = row.getLong(from + i);
    }
    return cells;
  }

  /** The log has no gap up to the watermark, and its epochs rise. */
  void gaps(long watermark, Differences differences) throws SQLException {
    each(
        """
        select first_sequence, last_sequence, epoch, before, epoch_before, later
        from (
          select *, lag(last_sequence) over log as before, lag(epoch) over log as epoch_before,
            lead(last_sequence) over log as later
          from effects where shard = ? window log as (order by last_sequence)) e
        where first_sequence <> before + 1 or epoch < epoch_before
          or (later is null and last_sequence <> ?)
        """,
        row -> {
          long before = row.getLong(4);
          boolean begins = row.wasNull();
          differences.accept(
              begins || row.getLong(1) == before + 1
                  ? row.getLong(3) < row.getLong(5)
                      ? "the epoch falls from %d to %d at %d"
                          .formatted(row.getLong(5), row.getLong(3), row.getLong(1))
                      : "the log ends at %d, the watermark is %d"
                          .formatted(row.getLong(2), watermark)
                  : "effects %d to %d are missing".formatted(before + 1, row.getLong(1) - 1));
        },
        shard,
        watermark);
  }

  /**
   * A grant that left more promised than there was, by the largest safety stock it may have had.
   */
  record Suspect(long sequence, int sku, int location, long onHand, long promised, long safety) {}

  /**
   * Grants that left more held and committed than on hand less the largest safety stock there ever
   * was at the location.
   *
   * @param safeties by location number
   */
  List<Suspect> suspects(long[] safeties) throws SQLException {
    List<Suspect> suspects = new ArrayList<>();
    Object[] boxed = java.util.Arrays.stream(safeties).boxed().toArray();
    each(
        """
        select m.sequence, m.sku_number, m.location_number, m.on_hand, m.held + m.committed,
          coalesce(m.safety, -1)
        from movements m left join unnest(?) with ordinality as s (safety, number)
          on s.number = m.location_number + 1
        where m.shard = ? and m.kind = %d
          and m.held + m.committed > m.held_before + m.committed_before
          and m.held + m.committed > m.on_hand - coalesce(m.safety, s.safety, 0)
        """
            .formatted(Movement.Kind.HOLD.number()),
        row ->
            suspects.add(
                new Suspect(
                    row.getLong(1),
                    row.getInt(2),
                    row.getInt(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6))),
        connection.createArrayOf("int8", boxed),
        shard);
    return Collections.unmodifiableList(suspects);
  }

  /** The only number that a statement answers. */
  long number(String sql) throws SQLException {
    long[] number = new long[1];
    each(sql, row -> number[0] = row.getLong(1), shard);
    return number[0];
  }

  private interface Each {
    void row(ResultSet row) throws SQLException;
  }

  private void each(String sql, Each each, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(CHUNK);
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          each.row(row);
        }
      }
    }
  }
}
