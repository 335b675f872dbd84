package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.ProcessTree;
import dev.holdfast.ops.node.Remains;
import dev.holdfast.ops.node.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL in processes of its own, on a port of its own; its log is {@code postgres.log}
 * of the folder. For one thread.
 */
public final class Postgres implements AutoCloseable {

  private static final String USER = "postgres";
  private static final Duration UP_WITHIN = Duration.ofSeconds(60);
  private static final Duration DOWN_WITHIN = Duration.ofSeconds(20);
  private static final long PROBE_MILLIS = 20;

  private final Path bin;
  private final Path data;
  private final Path log;
  private final int port;
  private Process process;

  private Postgres(Path folder, Path data) {
    bin = Binaries.in(folder.resolve("postgres-programs"));
    this.data = data;
    log = folder.resolve("postgres.log");
    port = freePort();
    initialise();
    process = launch();
    awaitUp();
  }

  /**
   * Makes one and waits until it answers, at most a minute.
   *
   * @param folder for its programs and its log
   * @param data an empty or absent folder for its data
   */
  public static Postgres create(Path folder, Path data) {
    return new Postgres(folder, data);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new OperationException("no free port on the loopback address: " + e.getMessage(), e);
    }
  }

  private void initialise() {
    List<String> command = new ArrayList<>(unprivileged());
    command.add(bin.resolve("initdb").toString());
    command.addAll(List.of("-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8"));
    command.addAll(List.of("--no-locale", "--no-sync", "--no-instructions"));
    Shell.run(command);
  }

  /** PostgreSQL refuses to run as root; without a name of its own, root is nobody there. */
  private static List<String> unprivileged() {
    return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
  }

  private Process launch() {
    List<String> command = new ArrayList<>(unprivileged());
    command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString()));
    command.addAll(List.of("-p", "" + port));
    Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "track_commit_timestamp", "on")
        .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return Remains.ofThisProcess().start(builder);
    } catch (IOException e) {
      throw new OperationException("cannot start PostgreSQL: " + e.getMessage(), e);
    }
  }

  private void awaitUp() {
    long deadline = System.nanoTime() + UP_WITHIN.toNanos();
    while (!answers()) {
      if (!process.isAlive()) {
        throw new OperationException("PostgreSQL ended by itself; see " + log);
      }
      if (System.nanoTime() > deadline) {
        throw new OperationException("PostgreSQL did not answer within " + UP_WITHIN);
      }
      try {
        Thread.sleep(PROBE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OperationException("interrupted", e);
      }
    }
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
  }

  /** The settings that make a node write behind into it. */
  public Map<String, String> settings() {
    return Map.of("store.url", url(), "store.user", USER);
  }

  /** A connection of the check's own. */
  public Queries queries() {
    try {
      return new Queries(connect());
    } catch (SQLException e) {
      throw new OperationException("cannot connect to PostgreSQL: " + e.getMessage(), e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, "");
  }

  /** Stops it as its operator would, sessions or not, and waits until it is gone. */
  public void stop() {
    tree().signal("INT");
    if (!gone()) {
      kill9();
    }
  }

  /** Ends all its processes at once and without warning. */
  public void kill9() {
    tree().kill9();
    gone();
  }

  /** Stops all its processes where they are: connections stay open and nothing answers. */
  public void freeze() {
    tree().freeze();
  }

  public void thaw() {
    tree().thaw();
  }

  /** Starts it again on its data if it is not running, and waits until it answers. */
  public void start() {
    if (!process.isAlive()) {
      Remains.ofThisProcess().ended(process);
      process = launch();
    }
    awaitUp();
  }

  private ProcessTree tree() {
    return new ProcessTree(process.toHandle());
  }

  private boolean gone() {
    try {
      boolean gone = process.waitFor(DOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      if (gone) {
        Remains.ofThisProcess().ended(process);
      }
      return gone;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }

  /** Stops it; its data stays. Idempotent. */
  @Override
  public void close() {
    if (process.isAlive()) {
      thaw();
      stop();
    }
  }
}
