package dev.holdfast.cluster.behind;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own with the schema, on a real server. */
final class TestStore implements Connections {
  private final PGSimpleDataSource source;
  private final Days days = new Days();

  private TestStore(PGSimpleDataSource source) {
    this.source = source;
  }

  static TestStore fresh() throws SQLException {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    try (Connection admin = source("postgres").getConnection();
        Statement create = admin.createStatement()) {
      create.execute("create database " + name);
    }
    PGSimpleDataSource source = source(name);
    Migration.run(source);
    return new TestStore(source);
  }

  private static PGSimpleDataSource source(String database) throws SQLException {
    PGSimpleDataSource source = TestServer.login().source("test", 30);
    source.setDatabaseName(database);
    return source;
  }

  @Override
  public Connection connection() throws SQLException {
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public Connection reading() throws SQLException {
    Connection connection = connection();
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }

  @Override
  public void cover(long millis) throws SQLException {
    LocalDate day = Days.day(millis);
    if (!days.has(day)) {
      try (Connection connection = connection()) {
        days.make(connection, List.of(day));
      }
    }
  }

  @Override
  public void forgetDays() {
    days.forget();
  }

  PostgresLedger ledger() {
    return new PostgresLedger(this, LedgerTimeouts.DEFAULT);
  }

  void run(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The only number that a query answers. */
  long number(String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
