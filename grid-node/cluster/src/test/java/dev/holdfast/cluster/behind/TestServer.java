package dev.holdfast.cluster.behind;

import dev.holdfast.cluster.behind.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.awaitility.Awaitility;

/** One PostgreSQL for all tests of this process. */
final class TestServer {
  private static final LocalPostgres SERVER = start();

  private TestServer() {}

  private static LocalPostgres start() {
    try {
      Path folder = Files.createTempDirectory("holdfast-postgres");
      LocalPostgres server = LocalPostgres.open(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(LocalPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static StoreLogin login() throws SQLException {
    Awaitility.await().until(() -> SERVER.pid() > 0);
    return SERVER.login();
  }
}
