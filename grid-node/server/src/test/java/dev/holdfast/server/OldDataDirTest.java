package dev.holdfast.server;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cluster.behind.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose data.dir is older than what PostgreSQL knows does not sell twice. */
class OldDataDirTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String DATABASE = "shop";

  @TempDir Path directory;

  private LocalPostgres postgres;
  private Path data;
  private Path backup;
  private String[] store;

  /** Counts ten mugs, is copied, and sells seven of them. */
  @BeforeEach
  void sellAfterABackup() throws Exception {
    postgres = LocalPostgres.open(directory.resolve("postgres"));
    await().atMost(SOON).until(() -> postgres.pid() != 0);
    run("create database " + DATABASE);
    store =
        new String[] {
          "store.url=" + url(DATABASE),
          "store.user=" + postgres.login().user(),
          "store.password=" + postgres.login().password()
        };
    data = directory.resolve("data");
    backup = directory.resolve("backup");
    try (TestNode node = TestNode.start(data, store)) {
      node.grpc.withWeb().count("mug", "east", 10);
      await().atMost(SOON).until(() -> held() == 0);
    }
    copy(data, backup);
    try (TestNode node = TestNode.start(data, store)) {
      node.grpc.hold(Storefront.create("sold", Storefront.of("mug", 7)).build());
      await().atMost(SOON).until(() -> held() == 7);
    }
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  private String url(String database) throws SQLException {
    return postgres.login().url().replaceFirst("/[^/]*$", "/" + database);
  }

  private Connection connection(String database) throws SQLException {
    return DriverManager.getConnection(
        url(database), postgres.login().user(), postgres.login().password());
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connection("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long held() {
    try (Connection connection = connection(DATABASE);
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("select held from positions where sku = 'mug'")) {
      return row.next() ? row.getLong(1) : -1;
    } catch (SQLException notYet) {
      return -1;
    }
  }

  /** As if PostgreSQL were down. */
  private void postgresIsAway(boolean away) throws SQLException {
    run("alter database " + DATABASE + " with allow_connections " + !away);
    if (away) {
      run("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shop'");
    }
  }

  @Test
  void theRestComesFromPostgres() {
    try (TestNode node = TestNode.start(backup, store)) {
      assertThat(node.grpc.available("web", "mug")).isEqualTo(3);
      assertThat(node.grpc.hold(Storefront.create("sold", Storefront.of("mug", 7)).build()))
          .extracting(hold -> hold.getHoldId())
          .isEqualTo("sold");
      assertThat(node.grpc.available("web", "mug")).isEqualTo(3);
    }
    TestNode.start(backup, store).close();
  }

  @Test
  void aJournalThatEndsBeforeWhatWasDrainedWaitsForPostgres() throws Exception {
    Files.copy(data.resolve("drained"), backup.resolve("drained"), REPLACE_EXISTING);
    assertThatThrownBy(() -> TestNode.start(backup, "store.url=none"))
        .hasMessageContaining("store.url is none, but shard")
        .hasMessageContaining("were written behind");
    postgresIsAway(true);
    try (TestProcess node = TestProcess.launch(backup, store);
        JsonLine web = new JsonLine(node.ports.web())) {
      await()
          .atMost(SOON)
          .until(() -> said(web).contains("stays CLOSED until PostgreSQL is there"));
      assertThatThrownBy(() -> node.store.available("web", "mug"))
          .hasMessageContaining("stays CLOSED until PostgreSQL is there");
      postgresIsAway(false);
      await().atMost(SOON).until(() -> status(web) == 200);
      assertThat(node.store.available("web", "mug")).isEqualTo(3);
    }
  }

  @Test
  void aNodeThatFindsOutLaterCloses() throws Exception {
    postgresIsAway(true);
    try (TestNode node = TestNode.start(backup, store);
        JsonLine web = new JsonLine(node.ports.web())) {
      assertThat(node.grpc.available("web", "mug")).isEqualTo(10);
      postgresIsAway(false);
      await().atMost(SOON).until(() -> said(web).contains("older than what was acknowledged"));
      assertThatThrownBy(
              () -> node.grpc.hold(Storefront.create("twice", Storefront.of("mug", 7)).build()))
          .hasMessageContaining("PostgreSQL has effects up to");
    }
    assertThat(held()).isEqualTo(7);
    try (TestNode node = TestNode.start(backup, store)) {
      assertThat(node.grpc.available("web", "mug")).isEqualTo(3);
    }
  }

  @Test
  void aMemberWhoseGridWasTakenOverDoesNotServe() throws Exception {
    Path successor = directory.resolve("successor");
    TestNode.start(successor, store).close();
    assertThatThrownBy(() -> TestNode.start(data, store))
        .hasMessageContaining("has taken the grid over from PostgreSQL")
        .hasMessageContaining("Start that member");
    try (TestNode node = TestNode.start(successor, store)) {
      assertThat(node.grpc.available("web", "mug")).isEqualTo(3);
    }
  }

  @Test
  void aMemberThatHearsOfItLaterCloses() throws Exception {
    TestNode.start(directory.resolve("successor"), store).close();
    postgresIsAway(true);
    try (TestNode node = TestNode.start(data, store);
        JsonLine web = new JsonLine(node.ports.web())) {
      assertThat(node.grpc.available("web", "mug")).isEqualTo(3);
      postgresIsAway(false);
      await().atMost(SOON).until(() -> said(web).contains("has taken the grid over"));
      assertThatThrownBy(() -> node.grpc.available("web", "mug"))
          .hasMessageContaining("has taken the grid over");
    }
    postgresIsAway(true);
    try (TestProcess node = TestProcess.launch(data, store);
        JsonLine web = new JsonLine(node.ports.web())) {
      await().atMost(SOON).until(() -> said(web).contains("did not agree with data.dir"));
    }
  }

  private static String said(JsonLine web) {
    try {
      HttpResponse<String> answer = web.send("GET", "/health/ready", "");
      return answer.body();
    } catch (UncheckedIOException notYet) {
      return "";
    }
  }

  private static int status(JsonLine web) {
    return web.send("GET", "/health/ready", "").statusCode();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
