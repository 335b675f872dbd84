package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one statement over {@code unnest}: a parameter and an array for each column. Identities
 * go as text, times as milliseconds. One thread.
 */
final class ArrayRows implements Cells {
  private static final int FIRST = 64;
  private static final int KEPT = 1 << 15;

  private final String statement;
  private final List<Object> columns = new ArrayList<>();
  private int rows;
  private int column;

  /** No rows yet. */
  ArrayRows(String statement) {
    this.statement = statement;
  }

  void clear() {
    if (rows > KEPT) {
      columns.clear();
    }
    rows = 0;
  }

  @Override
  public void row() {
    rows++;
    column = 0;
  }

  @Override
  public void int32(int value) {
    int[] values = known() instanceof int[] ints ? ints : new int[FIRST];
    if (values.length < rows) {
      values = Arrays.copyOf(values, 2 * rows);
    }
    values[rows - 1] = value;
    set(values);
  }

  @Override
  public void int64(long value) {
    long[] values = known() instanceof long[] longs ? longs : new long[FIRST];
    if (values.length < rows) {
      values = Arrays.copyOf(values, 2 * rows);
    }
    values[rows - 1] = value;
    set(values);
  }

  @Override
  public void bool(boolean value) {
    boolean[] values = known() instanceof boolean[] bools ? bools : new boolean[FIRST];
    if (values.length < rows) {
      values = Arrays.copyOf(values, 2 * rows);
    }
    values[rows - 1] = value;
    set(values);
  }

  @Override
  public void text(String value) {
    String[] values = known() instanceof String[] texts ? texts : new String[FIRST];
    if (values.length < rows) {
      values = Arrays.copyOf(values, 2 * rows);
    }
    values[rows - 1] = value;
    set(values);
  }

  @Override
  public void uuid(long high, long low) {
    text(new UUID(high, low).toString());
  }

  @Override
  public void time(long millis) {
    int64(millis);
  }

  private @Nullable Object known() {
    return column < columns.size() ? columns.get(column) : null;
  }

  private void set(Object values) {
    if (column == columns.size()) {
      columns.add(values);
    } else {
      columns.set(column, values);
    }
    column++;
  }

  /** Runs the statement if there are rows, and forgets them; answers how many rows it changed. */
  int send(Connection connection, Statements statements) throws SQLException {
    if (rows == 0) {
      return 0;
    }
    PreparedStatement prepared = statements.get(connection, statement);
    for (int i = 0; i < columns.size(); i++) {
      prepared.setObject(i + 1, cut(columns.get(i)));
    }
    int changed = prepared.executeUpdate();
    clear();
    return changed;
  }

  private Object cut(Object values) {
    return switch (values) {
      case int[] ints -> Arrays.copyOf(ints, rows);
      case long[] longs -> Arrays.copyOf(longs, rows);
      case boolean[] bools -> Arrays.copyOf(bools, rows);
      case String[] texts -> Arrays.copyOf(texts, rows);
      default -> throw new IllegalStateException("no column is made of " + values.getClass());
    };
  }
}
