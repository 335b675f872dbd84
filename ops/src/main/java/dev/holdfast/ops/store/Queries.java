package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection to PostgreSQL that asks and looks; what fails ends the check. For one thread. */
public final class Queries implements AutoCloseable {

  private final Connection connection;

  Queries(Connection connection) {
    this.connection = connection;
  }

  /** Makes of a row of an answer what is wanted of it. */
  @FunctionalInterface
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Runs statements that answer nothing; several are separated by semicolons. */
  public void run(String statements) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw failed(statements, e);
    }
  }

  /** The rows of an answer. */
  public <T> List<T> rows(String query, Row<T> row, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet answer = statement.executeQuery()) {
        while (answer.next()) {
          rows.add(row.of(answer));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw failed(query, e);
    }
  }

  /** The first row of an answer. */
  public <T> Optional<T> first(String query, Row<T> row, Object... parameters) {
    return rows(query, row, parameters).stream().findFirst();
  }

  /** The number in the first field of an answer. */
  public long number(String query, Object... parameters) {
    return first(query, row -> row.getLong(1), parameters)
        .orElseThrow(() -> new OperationException("no answer to " + query));
  }

  /** For what JDBC has no standard words for. */
  Connection connection() {
    return connection;
  }

  private static OperationException failed(String query, SQLException e) {
    return new OperationException("PostgreSQL: " + e.getMessage() + ", asked: " + query, e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("to close", e);
    }
  }
}
