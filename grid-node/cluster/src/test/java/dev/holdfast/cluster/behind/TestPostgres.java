package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.behind.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One real PostgreSQL for all tests of this process, with a database of its own for each. */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static StoreLogin server;

  private TestPostgres() {}

  /** A new, empty database. */
  public static synchronized StoreLogin database() throws SQLException {
    if (server == null) {
      server = start();
    }
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    String url = server.url().substring(0, server.url().lastIndexOf('/') + 1) + name;
    return new StoreLogin(url, server.user(), server.password());
  }

  public static Connection connect(StoreLogin login) throws SQLException {
    return DriverManager.getConnection(login.url(), login.user(), login.password());
  }

  private static StoreLogin start() {
    try {
      Path folder = Files.createTempDirectory("holdfast-test-postgres");
      LocalPostgres postgres = LocalPostgres.open(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, folder)));
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (postgres.pid() == 0 && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      return postgres.login();
    } catch (IOException | SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stop(LocalPostgres postgres, Path folder) {
    try {
      postgres.close();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(TestPostgres::delete);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
