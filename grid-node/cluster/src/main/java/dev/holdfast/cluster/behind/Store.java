package dev.holdfast.cluster.behind;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL behind the grid: found, brought to this version's schema, held by our grid's lock, and
 * looked after. It may be away at any time, also at start: then it has no connections to give, says
 * so in {@link #trouble}, and comes back by itself. Safe for any thread; only {@link #connection},
 * {@link #reading} and {@link #cover} wait for the server, and not for ever.
 */
public final class Store implements Connections, AutoCloseable {

  /**
   * What a new member finds.
   *
   * @param grid whose rows it has, empty if nobody's
   * @param inUse a member of that grid lives
   */
  public record Found(Optional<GridIdentity> grid, boolean inUse) {}

  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  private static final long LEAST_PAUSE_MILLIS = 100;
  private static final long MOST_PAUSE_MILLIS = 2_000;
  private static final long CHECK_MILLIS = 1_000;

  private static final int DRAINING_TIMEOUT_SECONDS = 20;
  private static final int READING_TIMEOUT_SECONDS = 120;
  private static final int CONNECTING_TIMEOUT_SECONDS = 5;
  private static final String DRAINING_LIMITS =
      "set statement_timeout = '15s';"
          + " set lock_timeout = '2s';"
          + " set idle_in_transaction_session_timeout = '5s'";

  private final StoreLogin.Source where;
  private final StoreSettings settings;
  private final Days days = new Days();
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<Found> found = new CompletableFuture<>();
  private final CompletableFuture<GridIdentity> ours = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private final Thread keeper = new Thread(this::run, "store");
  private final Upkeep upkeep;

  /** Those that are open; closed ones go when the next is opened. */
  private final Set<Connection> readings = ConcurrentHashMap.newKeySet();

  private volatile @Nullable HikariDataSource pool;
  private volatile @Nullable String trouble = "it has not been reached yet";
  private volatile @Nullable String refusal;
  private volatile boolean closed;

  private Store(StoreLogin.Source where, StoreSettings settings) {
    this.where = where;
    this.settings = settings;
    this.upkeep = new Upkeep(this, days, settings);
  }

  /** Begins to look for the server; returns at once. */
  public static Store open(StoreLogin.Source where, StoreSettings settings) {
    Store store = new Store(where, settings);
    store.keeper.setDaemon(true);
    store.keeper.start();
    store.upkeep.start();
    return store;
  }

  /**
   * Looks whose rows the store holds, for a member that is of no grid yet. If none of that grid's
   * members lives, none can, and nobody else finds it so, until this store is closed or serves.
   *
   * @return done when the server is first reached, which may be never
   */
  public CompletableFuture<Found> find() {
    asked.complete(null);
    return found.copy();
  }

  /** Says whose rows are to be written; nothing is changed there before. Once. */
  public void belongTo(GridIdentity grid) {
    ours.complete(grid);
  }

  /**
   * Done when there are connections for the first time, which may be never; fails with {@link
   * StoreException} if the store is another grid's.
   */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /**
   * Done when the server was tried for the first time: when there are connections, or it is known
   * to be away. A server of ours that is starting is not away.
   */
  public CompletableFuture<Void> firstAnswer() {
    return answered.copy();
  }

  /** Whether there are connections. */
  public boolean isReady() {
    return pool != null;
  }

  /** Why there are no connections, for an operator; empty if there are. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Why this store can never be ours, for an operator. */
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /**
   * A connection to write with, to be closed soon: without auto-commit, READ COMMITTED; a statement
   * may take 15 s, wait 2 s for a lock, and a transaction be idle for 5 s.
   *
   * @throws SQLTransientConnectionException at once while the store is away
   */
  @Override
  public Connection connection() throws SQLException {
    HikariDataSource current = pool;
    if (current == null) {
      throw away();
    }
    return current.getConnection();
  }

  /**
   * A connection of its own for long reads: read-only, without auto-commit, REPEATABLE READ; the
   * server may be silent for 120 s while it is known to be there.
   */
  @Override
  public Connection reading() throws SQLException {
    HikariDataSource current = pool;
    if (current == null) {
      throw away();
    }
    Connection connection = source(CONNECTING_TIMEOUT_SECONDS).getConnection();
    try {
      int connecting = (int) TimeUnit.SECONDS.toMillis(CONNECTING_TIMEOUT_SECONDS);
      if (connection.getNetworkTimeout() == connecting) {
        connection.setNetworkTimeout(
            Runnable::run, (int) TimeUnit.SECONDS.toMillis(READING_TIMEOUT_SECONDS));
      }
      for (Connection other : readings) {
        if (other.isClosed()) {
          readings.remove(other);
        }
      }
      readings.add(connection);
      if (pool != current) {
        throw away();
      }
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private SQLException away() {
    return new SQLTransientConnectionException("the store is away: " + trouble);
  }

  /**
   * Sees to it that effects and movements of this time can be written: to be called before their
   * transaction. Costs nothing if its day is known.
   *
   * @param millis shard time, UTC epoch milliseconds
   */
  @Override
  public void cover(long millis) throws SQLException {
    LocalDate day = Days.day(millis);
    if (!days.has(day)) {
      try (Connection connection = connection()) {
        days.make(connection, List.of(day));
      }
    }
  }

  /** To be called when a row found no partition (SQLSTATE 23514): the next cover looks again. */
  @Override
  public void forgetDays() {
    days.forget();
  }

  private void run() {
    long pause = LEAST_PAUSE_MILLIS;
    while (!closed && refusal == null) {
      if (isNowhere()) {
        sleep(LEAST_PAUSE_MILLIS);
        continue;
      }
      try (Session session = Session.open(source(DRAINING_TIMEOUT_SECONDS))) {
        serve(session);
        pause = LEAST_PAUSE_MILLIS;
      } catch (SQLException | RuntimeException e) {
        pause = isReady() ? LEAST_PAUSE_MILLIS : Math.min(pause * 2, MOST_PAUSE_MILLIS);
        lost(e);
        sleep(pause);
      } catch (InterruptedException e) {
        break;
      } finally {
        closePool();
      }
    }
  }

  /** A server of ours that is not up; it says so itself. */
  private boolean isNowhere() {
    try {
      where.login();
      return false;
    } catch (SQLException e) {
      trouble = e.getMessage();
      return true;
    }
  }

  private void serve(Session session) throws SQLException, InterruptedException {
    Optional<GridIdentity> there = session.grid();
    boolean alone = awaitOurs(session, there);
    GridIdentity mine = ours.join();
    if (there.isPresent() && refused(there.get(), mine)) {
      return;
    }
    Migration.run(source(READING_TIMEOUT_SECONDS));
    if (refused(session.register(mine), mine)) {
      return;
    }
    session.live();
    if (alone) {
      session.letOthersLive();
    }
    pool = newPool();
    try (Connection connection = connection()) {
      days.forget();
      days.ahead(connection, Days.day(System.currentTimeMillis()));
    }
    trouble = null;
    ready.complete(null);
    answered.complete(null);
    LOG.info("writing behind into {}", where.login());
    while (!closed) {
      sleep(CHECK_MILLIS);
      session.check();
    }
  }

  /** Meanwhile looks if asked to; answers whether this keeps all others out. */
  private boolean awaitOurs(Session session, Optional<GridIdentity> there)
      throws SQLException, InterruptedException {
    boolean alone = false;
    while (!ours.isDone()) {
      if (asked.isDone()) {
        alone = alone || session.isAbandoned();
        found.complete(new Found(there, there.isPresent() && !alone));
      }
      CompletableFuture<?> next = asked.isDone() ? ours : CompletableFuture.anyOf(asked, ours);
      try {
        next.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        session.check();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return alone;
  }

  private boolean refused(GridIdentity theirs, GridIdentity mine) {
    if (theirs.equals(mine)) {
      return false;
    }
    String why =
        "store.url holds grid "
            + theirs.id()
            + " with "
            + theirs.shards()
            + " shards; data.dir is of grid "
            + mine.id()
            + " with "
            + mine.shards()
            + " shards";
    trouble = why;
    refusal = why;
    ready.completeExceptionally(new StoreException(why));
    answered.complete(null);
    LOG.error("nothing is written behind: {}", why);
    return true;
  }

  /** This thread goes on whatever it met: without it nothing is ever written again. */
  private void lost(Exception e) {
    String why = String.valueOf(e.getMessage());
    if (!(e instanceof SQLException) && !why.equals(trouble)) {
      LOG.error("the store cannot be looked after, which is tried again", e);
    } else if (isReady() || !why.equals(trouble)) {
      LOG.warn("PostgreSQL is away, calls go on and wait in the journal to be written: {}", why);
    }
    trouble = why;
    answered.complete(null);
  }

  private javax.sql.DataSource source(int timeoutSeconds) throws SQLException {
    return where.login().source(settings.application(), timeoutSeconds);
  }

  private HikariDataSource newPool() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setPoolName("store");
    config.setDataSource(source(DRAINING_TIMEOUT_SECONDS));
    config.setAutoCommit(false);
    config.setConnectionInitSql(DRAINING_LIMITS);
    config.setMaximumPoolSize(3);
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(2));
    config.setValidationTimeout(TimeUnit.SECONDS.toMillis(1));
    return new HikariDataSource(config);
  }

  private void closePool() {
    HikariDataSource current = pool;
    pool = null;
    abortReadings();
    if (current != null) {
      current.close();
    }
  }

  /** Whoever reads from a server that has gone must not wait for it. */
  private void abortReadings() {
    for (Connection reading : readings) {
      try {
        reading.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("a reading connection did not close in order", e);
      }
    }
    readings.clear();
  }

  private void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Gives the lock up. Whoever writes must have stopped. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    upkeep.close();
    keeper.interrupt();
    keeper.join(TimeUnit.SECONDS.toMillis(5));
  }
}
