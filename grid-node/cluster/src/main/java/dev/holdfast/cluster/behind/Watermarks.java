package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The rows that say how far each shard is drained, and who may go on (rule 17 of the replication
 * protocol). One thread.
 */
final class Watermarks {
  private static final String NEW =
      """
      insert into shards (shard, epoch, sequence, effect_epoch, shard_time, catalogue_version,
        oversold, largest_lag_ms, drained_at)
      select u.shard, 0, 0, 0, timestamptz 'epoch', 0, 0, 0, now()
      from unnest(?) as u (shard) on conflict do nothing\
      """;
  private static final String RAISE =
      """
      update shards s set epoch = free.next_epoch, member = ?
      from (select t.shard, u.next_epoch
        from unnest(?, ?, ?, ?) as u (shard, next_epoch, epoch, sequence)
        join shards t on t.shard = u.shard and t.epoch = u.epoch and t.sequence = u.sequence
        where t.epoch < u.next_epoch
        for update of t skip locked) as free
      where s.shard = free.shard\
      """;
  private static final String LOOK =
      """
      select s.shard, s.epoch, s.sequence, s.effect_epoch, s.member,
        e.epoch, e.first_sequence, e.last_sequence, md5(e.record)
      from unnest(?, ?) as u (shard, upto) join shards s on s.shard = u.shard
      left join lateral (select * from effects x
        where x.shard = s.shard and x.last_sequence >= least(s.sequence, u.upto)
        order by x.last_sequence limit 1) as e on true
      order by s.shard\
      """;
  private static final String READ =
      "select shard, epoch, sequence from shards where shard = any(?) order by shard";

  /** A statement timeout does not end a copy that waits for its client; this does. */
  private static final String END_STOPPED =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = ? and usename = current_user and datname = current_database()
        and pid <> pg_backend_pid() and xact_start < now() - ? * interval '1 ms'\
      """;

  private final ArrayRows moves =
      new ArrayRows(
          """
          update shards s set sequence = u.upto, effect_epoch = u.effect_epoch,
            shard_time = timestamptz 'epoch' + u.time * interval '1 ms',
            catalogue_version = u.catalogue, oversold = u.oversold,
            largest_lag_ms = greatest(s.largest_lag_ms, u.lag), drained_at = now()
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
            as u (shard, epoch, sequence, upto, effect_epoch, time, catalogue, oversold, lag)
          where s.shard = u.shard and s.epoch = u.epoch and s.sequence = u.sequence\
          """);

  /** Raises rows that no transaction holds, and that stand as they were seen, to the epochs. */
  int raise(
      Connection connection,
      Statements statements,
      UUID member,
      Map<Integer, Long> epochs,
      Map<Integer, Watermark> seen)
      throws SQLException {
    int[] shards = epochs.keySet().stream().mapToInt(Integer::intValue).toArray();
    PreparedStatement make = statements.get(connection, NEW);
    make.setObject(1, shards);
    make.executeUpdate();
    long[] nextEpochs = new long[shards.length];
    long[] seenEpochs = new long[shards.length];
    long[] sequences = new long[shards.length];
    int row = 0;
    for (Map.Entry<Integer, Long> each : epochs.entrySet()) {
      Watermark at = seen.getOrDefault(each.getKey(), new Watermark(each.getKey(), 0, 0));
      nextEpochs[row] = each.getValue();
      seenEpochs[row] = at.epoch();
      sequences[row] = at.sequence();
      row++;
    }
    PreparedStatement raise = statements.get(connection, RAISE);
    raise.setObject(1, member);
    raise.setObject(2, shards);
    raise.setObject(3, nextEpochs);
    raise.setObject(4, seenEpochs);
    raise.setObject(5, sequences);
    return raise.executeUpdate();
  }

  /**
   * Where rows stand, and what the log holds there.
   *
   * @param upTo the last effect of each shard's journal; shards without a row are left out
   */
  static Map<Integer, Witness> look(
      Connection connection, Statements statements, Map<Integer, Long> upTo) throws SQLException {
    PreparedStatement look = statements.get(connection, LOOK);
    look.setObject(1, upTo.keySet().stream().mapToInt(Integer::intValue).toArray());
    look.setObject(2, upTo.values().stream().mapToLong(Long::longValue).toArray());
    Map<Integer, Witness> found = new TreeMap<>();
    try (ResultSet row = look.executeQuery()) {
      while (row.next()) {
        Watermark at = new Watermark(row.getInt(1), row.getLong(2), row.getLong(3));
        long effectEpoch = row.getLong(4);
        Optional<UUID> member = Optional.ofNullable(row.getObject(5, UUID.class));
        Witness.Print print =
            new Witness.Print(row.getLong(6), row.getLong(7), row.getLong(8), row.getString(9));
        Optional<Witness.Print> record = row.wasNull() ? Optional.empty() : Optional.of(print);
        found.put(at.shard(), new Witness(at, effectEpoch, member, record));
      }
    }
    return found;
  }

  Map<Integer, Watermark> read(
      Connection connection, Statements statements, List<Integer> shards, boolean lock)
      throws SQLException {
    PreparedStatement read = statements.get(connection, lock ? READ + " for update" : READ);
    read.setObject(1, shards.stream().mapToInt(Integer::intValue).toArray());
    Map<Integer, Watermark> found = new TreeMap<>();
    try (ResultSet row = read.executeQuery()) {
      while (row.next()) {
        found.put(row.getInt(1), new Watermark(row.getInt(1), row.getLong(2), row.getLong(3)));
      }
    }
    return found;
  }

  /** Ends the transactions of drainers that have stopped within one. */
  void endStopped(
      Connection connection, Statements statements, String application, long afterMillis)
      throws SQLException {
    PreparedStatement end = statements.get(connection, END_STOPPED);
    end.setString(1, application);
    end.setLong(2, afterMillis);
    end.executeQuery().close();
  }

  /** Locks the rows of a round and compares them with where they should be. */
  void lock(Connection connection, Statements statements, Round round) throws SQLException {
    List<Integer> shards = round.stretches().stream().map(Stretch::shard).toList();
    Map<Integer, Watermark> found = read(connection, statements, shards, true);
    for (Stretch stretch : round.stretches()) {
      Watermark watermark = found.get(stretch.shard());
      if (!stretch.before().equals(watermark)) {
        throw new LedgerException(
            "the ledger stands at " + watermark + ", not at " + stretch.before(), null);
      }
    }
  }

  /** Moves each row of the round from where it was to where it is. */
  void move(Connection connection, Statements statements, Round round) throws SQLException {
    for (Stretch stretch : round.stretches()) {
      moves.row();
      moves.int32(stretch.shard());
      moves.int64(stretch.before().epoch());
      moves.int64(stretch.before().sequence());
      moves.int64(stretch.after().sequence());
      moves.int64(stretch.changes().at().epoch());
      moves.time(stretch.changes().at().timeMillis());
      moves.int64(stretch.changes().at().catalogueVersion());
      moves.int64(stretch.changes().at().oversold());
      moves.int64(stretch.lagMillis());
    }
    int moved = moves.send(connection, statements);
    if (moved != round.stretches().size()) {
      throw new LedgerException(
          "only " + moved + " of " + round.stretches().size() + " watermarks could be moved", null);
    }
  }

  void clear() {
    moves.clear();
  }
}
