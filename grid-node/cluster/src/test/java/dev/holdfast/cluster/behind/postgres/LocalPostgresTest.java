package dev.holdfast.cluster.behind.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cluster.behind.StoreLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private LocalPostgres postgres;

  @BeforeEach
  void open() {
    postgres = LocalPostgres.open(folder.resolve("postgres"));
    awaitUp(postgres);
  }

  @AfterEach
  void close() throws Exception {
    postgres.close();
    assertThat(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
  }

  private static void awaitUp(LocalPostgres postgres) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> postgres.pid() != 0);
  }

  @Test
  void keepsWhatWasCommittedOverStopAndKillAndStart() throws Exception {
    execute("create table kept (number int)", "insert into kept values (1)");
    postgres.close();
    assertThatThrownBy(() -> postgres.login()).isInstanceOf(SQLException.class);

    open();
    execute("insert into kept values (2)");
    long first = postgres.pid();
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    await().atMost(SOON).until(() -> postgres.pid() != 0 && postgres.pid() != first);
    assertThat(number("select sum(number) from kept")).isEqualTo(3);
  }

  @Test
  void runsAsTheSettingsSay() throws Exception {
    assertThat(text("show fsync")).isEqualTo("on");
    assertThat(text("show synchronous_commit")).isEqualTo("on");
    assertThat(text("show full_page_writes")).isEqualTo("on");
    assertThat(text("show shared_buffers")).isEqualTo("128MB");
    assertThat(text("show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(text("show data_checksums")).isEqualTo("on");
    assertThat(Files.getPosixFilePermissions(folder.resolve("postgres/password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    StoreLogin wrong = new StoreLogin(postgres.login().url(), "holdfast", "guess");
    assertThatThrownBy(() -> connect(wrong)).hasMessageContaining("password authentication");
  }

  @Test
  void leavesTheProcessorToTheNode() throws Exception {
    Path process = Path.of("/proc", Long.toString(postgres.pid()));
    assumeThat(process).as("what Linux says of a process").exists();
    assertThat(niceness(process)).isEqualTo(niceness(Path.of("/proc/self")) + 5);
    Path session = process.resolve("autogroup");
    if (Files.exists(session)) {
      assertThat(Files.readString(session).strip()).endsWith("nice 5");
    }
  }

  private static int niceness(Path process) throws IOException {
    String fromState = Files.readString(process.resolve("stat")).replaceFirst(".*\\) ", "");
    return Integer.parseInt(fromState.split(" ")[16]);
  }

  @Test
  void takesOverAServerWhoseNodeDied() throws Exception {
    long pid = postgres.pid();
    try (LocalPostgres next = LocalPostgres.open(folder.resolve("postgres"))) {
      awaitUp(next);
      assertThat(next.pid()).isEqualTo(pid);
    }
  }

  @Test
  void stopsAServerThatDoesNotAnswerAndStartsAnother() throws Exception {
    Path data = folder.resolve("postgres/data").toRealPath();
    Postmaster hung = Postmaster.of(data).orElseThrow();
    signal("STOP", hung.process());
    hung.stop();
    assertThat(hung.isAlive()).isFalse();
    await().atMost(SOON).until(() -> postgres.pid() != 0 && postgres.pid() != hung.process().pid());
    execute("select 1");
  }

  @Test
  void aStrangerUnderTheRecordedPidIsLeftAlone() throws Exception {
    postgres.close();
    Path pidFile = folder.resolve("postgres/data").toRealPath().resolve("postmaster.pid");
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      List<String> lines =
          List.of(
              "" + stranger.pid(), pidFile.getParent().toString(), "1", "5", "", "", "", "ready");
      Files.write(pidFile, lines);
      assertThat(Postmaster.of(pidFile.getParent())).isEmpty();
      open();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aGuardStopsTheServerOfADeadNodeUnlessItWasTakenOver() throws Exception {
    Path path = folder.resolve("postgres").toRealPath();
    Postmaster server = Postmaster.of(path.resolve("data")).orElseThrow();
    Process replaced = Guard.start(path, "another's", server.process().pid(), 0);
    replaced.getOutputStream().close();
    assertThat(replaced.waitFor()).isZero();
    assertThat(server.isAlive()).isTrue();

    String mark = Files.readString(path.resolve("keeper"));
    Process guard = Guard.start(path, mark, server.process().pid(), 0);
    guard.getOutputStream().close();
    assertThat(guard.waitFor()).isZero();
    await().atMost(SOON).until(() -> !server.isAlive());
    awaitUp(postgres);
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }

  private Connection connect() throws SQLException {
    return connect(postgres.login());
  }

  private static Connection connect(StoreLogin login) throws SQLException {
    return DriverManager.getConnection(login.url(), login.user(), login.password());
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String text(String query) throws SQLException {
    try (Connection connection = connect();
        ResultSet row = connection.createStatement().executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }
}
