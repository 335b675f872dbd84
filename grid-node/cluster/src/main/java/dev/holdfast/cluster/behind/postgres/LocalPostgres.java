package dev.holdfast.cluster.behind.postgres;

import dev.holdfast.cluster.behind.StoreLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL in a folder of the node, in processes of its own. It is started, or taken over
 * from a node that died, and started again whenever it ends; nobody waits for that. Should this
 * process die, a guard stops the server after some seconds. Safe for any thread.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);

  private static final long LEAST_PAUSE_MILLIS = 100;
  private static final long MOST_PAUSE_MILLIS = 5_000;
  private static final long WATCH_MILLIS = 200;
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 12;

  /** How long a server that says it is ready may take to answer before it counts as hung. */
  private static final int ANSWER_SECONDS = 10;

  private final Path path;
  private final Thread keeper = new Thread(this::run, "postgres");
  private volatile @Nullable StoreLogin login;
  private volatile String trouble = "it is being started";
  private volatile long pid;

  private LocalPostgres(Path path) {
    this.path = path;
  }

  /** Begins to start the server, or to take it over; returns at once. */
  public static LocalPostgres open(Path folder) {
    LocalPostgres postgres = new LocalPostgres(folder);
    postgres.keeper.setDaemon(true);
    postgres.keeper.start();
    return postgres;
  }

  /** Where the server is; fails while it is not up. */
  public StoreLogin login() throws SQLException {
    StoreLogin current = login;
    if (current == null) {
      throw new SQLTransientConnectionException("the embedded PostgreSQL: " + trouble);
    }
    return current;
  }

  /** The server's first process; 0 while it is not up. */
  public long pid() {
    return pid;
  }

  private void run() {
    long pause = LEAST_PAUSE_MILLIS;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        ServerFolder folder = ServerFolder.at(path);
        Postmaster server = up(folder);
        pause = LEAST_PAUSE_MILLIS;
        try (Guard guard = Guard.over(folder.path(), server.process().pid())) {
          serve(folder, server);
        }
      } catch (IOException | UncheckedIOException e) {
        said(String.valueOf(e.getMessage()));
        pause = Math.min(pause * 2, MOST_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        break;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        break;
      }
    }
  }

  private void said(String why) {
    if (!why.equals(trouble)) {
      LOG.warn("the embedded PostgreSQL does not start: {}", why);
    }
    trouble = why;
  }

  /** The server that runs, if it is ours and answers; else a new one. */
  private static Postmaster up(ServerFolder folder) throws IOException, InterruptedException {
    Path binaries = Binaries.folder(folder.path());
    Program program = Program.of(binaries, folder.path());
    Optional<Postmaster> running = Postmaster.of(folder.data());
    if (running.isPresent()) {
      Optional<Postmaster> adopted = adopt(folder, running.get(), program);
      if (adopted.isPresent()) {
        LOG.info("the embedded PostgreSQL is taken over from the node before");
        return adopted.get();
      }
      running.get().stop();
    }
    return start(folder, program);
  }

  private static Postmaster start(ServerFolder folder, Program program)
      throws IOException, InterruptedException {
    folder.initialize(program);
    Postmaster.forgetStranger(folder.data());
    folder.writeSettings();
    folder.turnLog();
    try {
      program
          .behindOthers()
          .run(
              "pg_ctl",
              List.of(
                  "start",
                  "--pgdata=" + folder.data(),
                  "--log=" + folder.log(),
                  "--wait",
                  "--silent",
                  "--timeout=" + START_SECONDS));
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; its log ends in: " + folder.lastWords(), e);
    }
    Optional<Postmaster> started = Postmaster.of(folder.data());
    if (started.isEmpty()) {
      throw new IOException("it ended at once; its log ends in: " + folder.lastWords());
    }
    started.get().behindOtherSessions();
    return started.get();
  }

  /** Waits for one that recovers, for as long as it lives. */
  private static Optional<Postmaster> adopt(
      ServerFolder folder, Postmaster running, Program program)
      throws IOException, InterruptedException {
    Optional<Postmaster> server = Optional.of(running);
    while (server.isPresent() && server.get().status().equals("starting")) {
      Thread.sleep(WATCH_MILLIS);
      server = Postmaster.of(folder.data());
    }
    if (server.isEmpty()) {
      return server;
    }
    Postmaster one = server.get();
    boolean usable =
        one.isReady()
            && one.runs(program.path("postgres"))
            && folder.hasOurSettings()
            && answers(folder, one);
    return usable ? server : Optional.empty();
  }

  private static boolean answers(ServerFolder folder, Postmaster server) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("user", ServerFolder.USER);
    properties.setProperty("password", folder.password());
    properties.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
    try (Connection connection =
        DriverManager.getConnection(ServerFolder.url(server.port()), properties)) {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  private void serve(ServerFolder folder, Postmaster server)
      throws IOException, InterruptedException {
    try {
      login = new StoreLogin(ServerFolder.url(server.port()), ServerFolder.USER, folder.password());
      pid = server.process().pid();
      LOG.info("the embedded PostgreSQL is up at 127.0.0.1:{}, process {}", server.port(), pid);
      while (server.isAlive()) {
        Thread.sleep(WATCH_MILLIS);
      }
      LOG.warn("the embedded PostgreSQL has ended; it is started again");
      trouble = "it has ended and is started again";
    } catch (InterruptedException e) {
      login = null;
      server.stop();
      throw e;
    } finally {
      login = null;
      pid = 0;
    }
  }

  /** Stops the server, also one that is only starting; takes up to 10 s if it is hung. */
  @Override
  public void close() throws InterruptedException, IOException {
    keeper.interrupt();
    keeper.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    Optional<Postmaster> server = Postmaster.of(ServerFolder.at(path).data());
    if (server.isPresent()) {
      server.get().stop();
    }
  }
}
