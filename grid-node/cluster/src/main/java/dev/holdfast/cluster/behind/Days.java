package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The daily partitions of effects and movements, each a UTC day of shard time. Safe for any thread.
 */
final class Days {
  private static final List<String> TABLES = List.of("effects", "movements");
  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int AHEAD = 2;

  /** "days" in ASCII: one member makes or drops partitions at a time. */
  private static final long LOCK = 0x64617973L;

  /** Days that are known to be there; another member's retention may make that untrue. */
  private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

  static LocalDate day(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  boolean has(LocalDate day) {
    return known.contains(day);
  }

  /** Should a row find no partition: looks again. */
  void forget() {
    known.clear();
  }

  /** Makes the partitions of today and the next days. */
  void ahead(Connection connection, LocalDate today) throws SQLException {
    List<LocalDate> days = new ArrayList<>();
    for (int ahead = 0; ahead <= AHEAD; ahead++) {
      days.add(today.plusDays(ahead));
    }
    make(connection, days);
  }

  /**
   * Makes the partitions of these days if they are missing. They are attached, which waits for no
   * reader and no drain.
   */
  void make(Connection connection, List<LocalDate> days) throws SQLException {
    if (known.containsAll(days)) {
      return;
    }
    alone(
        connection,
        statement -> {
          for (String table : TABLES) {
            Set<LocalDate> there = there(statement, table);
            for (LocalDate day : days) {
              if (!there.contains(day)) {
                statement.execute(
                    "create table %1$s (like %2$s including all)"
                        .formatted(name(table, day), table));
                statement.execute(
                    "alter table %2$s attach partition %1$s for values from ('%3$s') to ('%4$s')"
                        .formatted(
                            name(table, day), table, midnight(day), midnight(day.plusDays(1))));
              }
            }
          }
        });
    known.addAll(days);
  }

  /**
   * Drops the days that ended before; one a transaction, oldest first. Gives way at once to whoever
   * reads or writes: while it waited, everybody else would wait behind it.
   */
  void drop(Connection connection, Instant before) throws SQLException {
    for (String table : TABLES) {
      Set<LocalDate> there;
      try (Statement statement = connection.createStatement()) {
        there = there(statement, table);
      }
      connection.commit();
      for (LocalDate day : there) {
        if (!day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).isAfter(before)) {
          known.remove(day);
          alone(
              connection,
              statement -> {
                statement.execute("set local lock_timeout = '200ms'");
                statement.execute("drop table if exists " + name(table, day));
              });
        }
      }
    }
  }

  /** Ours by their names: an operator may have added others. */
  private static Set<LocalDate> there(Statement statement, String table) throws SQLException {
    Set<LocalDate> days = new TreeSet<>();
    try (ResultSet row =
        statement.executeQuery(
            "select right(inhrelid::regclass::text, 8) from pg_inherits"
                + " where inhparent = '%1$s'::regclass".formatted(table)
                + " and inhrelid::regclass::text ~ '^%1$s_[0-9]{8}$'".formatted(table))) {
      while (row.next()) {
        days.add(LocalDate.parse(row.getString(1), SUFFIX));
      }
    }
    return days;
  }

  private interface Step {
    void run(Statement statement) throws SQLException;
  }

  private static void alone(Connection connection, Step step) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
      step.run(statement);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private static String name(String table, LocalDate day) {
    return table + "_" + SUFFIX.format(day);
  }

  private static String midnight(LocalDate day) {
    return day + " 00:00:00+00";
  }
}
