package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes rows that a drain has written once more, by nothing but COPY, into tables of their own
 * with the same columns and indexes: the fastest way there is. For one thread.
 */
public final class BareCopy {

  private final Queries queries;

  /** Makes the tables. */
  public BareCopy(Queries queries) {
    this.queries = queries;
    queries.run("create schema bare");
    DrainedLog.TABLES.forEach(
        table -> queries.run("create table bare." + table + " (like " + table + " including all)"));
  }

  /** Copies what was written since a mark; returns rows a second, in one transaction. */
  public long rowsPerSecond(long mark) {
    try {
      CopyManager copy = queries.connection().unwrap(PGConnection.class).getCopyAPI();
      Map<String, byte[]> tables = new LinkedHashMap<>();
      for (String table : DrainedLog.TABLES) {
        queries.run("truncate bare." + table);
        tables.put(table, read(copy, table, mark));
      }
      queries.run("checkpoint");
      long rows = 0;
      long start = System.nanoTime();
      queries.run("begin");
      for (Map.Entry<String, byte[]> table : tables.entrySet()) {
        String in = "copy bare." + table.getKey() + " from stdin (format binary)";
        rows += copy.copyIn(in, new ByteArrayInputStream(table.getValue()));
      }
      queries.run("commit");
      return Math.round(rows * 1e9 / (System.nanoTime() - start));
    } catch (SQLException | IOException e) {
      throw new OperationException("COPY: " + e.getMessage(), e);
    }
  }

  private static byte[] read(CopyManager copy, String table, long mark)
      throws SQLException, IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    String where = " where xmin::text::bigint >= " + mark;
    copy.copyOut("copy (select * from " + table + where + ") to stdout (format binary)", rows);
    return rows.toByteArray();
  }
}
