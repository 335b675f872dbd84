package dev.holdfast.ops.store;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What PostgreSQL itself knows of when rows were committed. Its transactions are counted from the
 * start of its data, which is young: numbers do not wrap. For one thread.
 */
public final class DrainedLog {

  /** The tables that a drain fills; watermarks and catalogue are few rows. */
  static final List<String> TABLES =
      List.of(
          "names",
          "positions",
          "counts",
          "quotas",
          "holds",
          "lines",
          "identities",
          "effects",
          "movements");

  private static final String LAGS =
      """
      select greatest(0, extract(epoch from pg_xact_commit_timestamp(xmin) - at) * 1000)::bigint,
        last_sequence - first_sequence + 1
      from effects where xmin::text::bigint >= ? and at >= to_timestamp(?::float8 / 1000)\
      """;

  private static final String TRANSACTIONS =
      """
      select xmin::text::bigint as xid,
        (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint as micros
      from effects where xmin::text::bigint >= ? group by 1, 2 order by 2\
      """;

  private final Queries queries;

  public DrainedLog(Queries queries) {
    this.queries = queries;
  }

  /** One transaction of a drain. */
  private record Drain(long xid, long committedMicros) {}

  /**
   * How fast a backlog was written, from the first commit to the last: the first transaction's own
   * rows are left out, its start is not known.
   *
   * @param rows of all transactions
   */
  public record Pace(long rows, long transactions, long rowsPerSecond) {}

  /** A number above all transactions so far. */
  public long mark() {
    return queries.number("select pg_current_xact_id()::text::bigint");
  }

  /**
   * Lags in milliseconds, each effect once, from its time in the journal to its commit.
   *
   * @param mark of before
   * @param sinceMillis effects from this time on, since 1970
   */
  public Histogram lags(long mark, long sinceMillis) {
    Histogram lags = new Histogram(TimeUnit.HOURS.toMillis(1), 3);
    queries.rows(
        LAGS,
        row -> {
          lags.recordValueWithCount(row.getLong(1), row.getLong(2));
          return row.getLong(2);
        },
        mark,
        sinceMillis);
    return lags;
  }

  /** How fast what was written since a mark was written. */
  public Pace pace(long mark) {
    List<Drain> drains =
        queries.rows(
            TRANSACTIONS, row -> new Drain(row.getLong("xid"), row.getLong("micros")), mark);
    if (drains.size() < 2) {
      return new Pace(rows(mark), drains.size(), 0);
    }
    Drain first = drains.getFirst();
    long micros = drains.getLast().committedMicros() - first.committedMicros();
    long rows = rows(mark);
    long after = rows - rowsOf(first);
    return new Pace(rows, drains.size(), 1_000_000 * after / Math.max(1, micros));
  }

  private long rows(long mark) {
    return TABLES.stream()
        .mapToLong(
            table ->
                queries.number(
                    "select count(*) from " + table + " where xmin::text::bigint >= ?", mark))
        .sum();
  }

  private long rowsOf(Drain drain) {
    return TABLES.stream()
        .mapToLong(
            table ->
                queries.number(
                    "select count(*) from " + table + " where xmin::text::bigint = ?", drain.xid()))
        .sum();
  }
}
