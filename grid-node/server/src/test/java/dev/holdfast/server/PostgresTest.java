package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cluster.behind.postgres.LocalPostgres;
import dev.holdfast.v1.StockCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL behind a node: its own, which comes and goes with it, or somebody's. */
class PostgresTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void aNodesOwnPostgresEndsWithIt() {
    long pid;
    try (TestNode node = TestNode.start(directory, "store.url=")) {
      await().atMost(SOON).until(this::holdsAGrid);
      pid = pid();
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    assertThat(pidFile()).isEmpty();
    await().atMost(SOON).until(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void whatANodeDecidesIsWrittenBehind() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.open(directory.resolve("postgres"))) {
      await().atMost(SOON).until(() -> postgres.pid() != 0);
      Path data = directory.resolve("data");
      try (TestNode node = TestNode.start(data, settings(postgres))) {
        node.grpc.withWeb().count("mug", "east", 7);
        await().atMost(SOON).until(() -> onHand(postgres) == 7);
      }
    }
  }

  private static long onHand(LocalPostgres postgres) {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.login().url(), postgres.login().user(), postgres.login().password());
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("select on_hand from positions where sku = 'mug'")) {
      return row.next() ? row.getLong(1) : -1;
    } catch (SQLException notYet) {
      return -1;
    }
  }

  private static String[] settings(LocalPostgres postgres) throws SQLException {
    return new String[] {
      "store.url=" + postgres.login().url(),
      "store.user=" + postgres.login().user(),
      "store.password=" + postgres.login().password()
    };
  }

  @Test
  void aKilledNodesPostgresIsTakenOverByTheNext() throws IOException {
    try (TestProcess first = TestProcess.start(directory, "store.url=")) {
      await().atMost(SOON).until(this::holdsAGrid);
      long pid = pid();
      String firstKeeper = keeper();
      first.kill();
      assertThat(ProcessHandle.of(pid)).isPresent();
      try (TestProcess second = TestProcess.start(directory, "store.url=")) {
        await().atMost(SOON).until(() -> !keeper().equals(firstKeeper));
        assertThat(pid()).isEqualTo(pid);
        second.terminate();
        second.exitCode();
        await().atMost(SOON).until(() -> ProcessHandle.of(pid).isEmpty());
      }
    }
  }

  @Test
  void anotherGridsPostgresIsRefused() throws Exception {
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    try (LocalPostgres postgres = LocalPostgres.open(directory.resolve("postgres"))) {
      await().atMost(SOON).until(() -> postgres.pid() != 0);
      String[] store = settings(postgres);
      TestNode.start(theirs, "store.url=none").close();
      try (TestNode node = TestNode.start(ours, store)) {
        await().atMost(SOON).until(() -> holdsAGrid(postgres));
        assertThatThrownBy(() -> TestNode.start(directory.resolve("new"), store))
            .hasMessageContaining("store.url holds a grid that is running");
      }
      assertThatThrownBy(() -> TestNode.start(theirs, store))
          .hasMessageContaining("store.url holds grid");
      TestNode.start(ours, store).close();
      TestNode.start(directory.resolve("new"), store).close();
    }
  }

  @Test
  void aDataDirThatIsSeenToBeOldDoesNotServe() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    try (LocalPostgres postgres = LocalPostgres.open(directory.resolve("postgres"))) {
      await().atMost(SOON).until(() -> postgres.pid() != 0);
      String[] store = settings(postgres);
      try (TestNode node = TestNode.start(data, store)) {
        node.grpc.withWeb().count("mug", "east", 7);
        await().atMost(SOON).until(() -> onHand(postgres) == 7);
      }
      copy(data, backup);
      try (TestNode node = TestNode.start(data, store)) {
        node.grpc.count(
            StockCount.newBuilder()
                .setSku("mug")
                .setLocation("east")
                .setQuantity(9)
                .setSourceVersion(2)
                .build());
        await().atMost(SOON).until(() -> onHand(postgres) == 9);
      }
      try (Connection other =
          DriverManager.getConnection(
              postgres.login().url(), postgres.login().user(), postgres.login().password())) {
        other.setAutoCommit(false);
        other.createStatement().execute("select * from shards for update");
        assertThatThrownBy(() -> TestNode.start(backup, store))
            .hasMessageContaining("is old or damaged");
      }
      try (TestNode node = TestNode.start(backup, store)) {
        assertThat(node.grpc.availability("web", "mug").getFirst().getAvailable()).isEqualTo(9);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static boolean holdsAGrid(LocalPostgres postgres) throws SQLException {
    return holdsAGrid(postgres.login().url(), postgres.login().password());
  }

  private boolean holdsAGrid() throws IOException {
    List<String> lines = pidFile();
    if (lines.size() < 8) {
      return false;
    }
    return holdsAGrid(
        "jdbc:postgresql://127.0.0.1:" + lines.get(3) + "/postgres",
        Files.readString(directory.resolve("postgres/password")).strip());
  }

  private static boolean holdsAGrid(String url, String password) {
    try (Connection connection = DriverManager.getConnection(url, "holdfast", password);
        ResultSet row = connection.createStatement().executeQuery("select count(*) from grid")) {
      return row.next() && row.getInt(1) == 1;
    } catch (SQLException notYet) {
      return false;
    }
  }

  private String keeper() throws IOException {
    return Files.readString(directory.resolve("postgres/keeper"));
  }

  private long pid() {
    return Long.parseLong(pidFile().getFirst());
  }

  private List<String> pidFile() {
    try {
      return Files.readAllLines(directory.resolve("postgres/data/postmaster.pid"));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
