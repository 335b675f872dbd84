package dev.holdfast.server;

import dev.holdfast.cluster.behind.DrainLimits;
import dev.holdfast.cluster.behind.DrainMetrics;
import dev.holdfast.cluster.behind.GridIdentity;
import dev.holdfast.cluster.behind.LedgerTimeouts;
import dev.holdfast.cluster.behind.PostgresLedger;
import dev.holdfast.cluster.behind.Restored;
import dev.holdfast.cluster.behind.Store;
import dev.holdfast.cluster.behind.StoreLogin;
import dev.holdfast.cluster.behind.StoreSettings;
import dev.holdfast.cluster.behind.postgres.LocalPostgres;
import dev.holdfast.cluster.journal.DataDirectory;
import dev.holdfast.cluster.node.WriteBehind;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a node, as its settings say: nothing, somebody's PostgreSQL, or one of its own.
 * Both come up beside the node's start, which does not wait for them. Opened and closed by one
 * thread each.
 */
final class Behind implements AutoCloseable {

  /** How long a node with an empty data.dir looks whether the store knows its grid. */
  private static final long FIND_SECONDS = 30;

  private final @Nullable LocalPostgres local;
  private final @Nullable Store store;

  private Behind(@Nullable LocalPostgres local, @Nullable Store store) {
    this.local = local;
    this.store = store;
  }

  static Behind open(Settings settings, DataDirectory directory) {
    if (settings.hasNoStore()) {
      return new Behind(null, null);
    }
    StoreSettings how =
        new StoreSettings(
            "holdfast " + directory.member(), settings.retention(), settings.identityWindow());
    Optional<StoreLogin> given = settings.store();
    if (given.isPresent()) {
      return new Behind(null, Store.open(given::get, how));
    }
    LocalPostgres local = LocalPostgres.open(directory.path().resolve("postgres"));
    return new Behind(local, Store.open(local::login, how));
  }

  boolean isReady() {
    return store != null && store.isReady();
  }

  /** What the node writes with; its ledger is to be closed before this. */
  Optional<WriteBehind> writeBehind(MeterRegistry registry, DataDirectory directory) {
    return Optional.ofNullable(store)
        .map(
            connections ->
                new WriteBehind(
                    new PostgresLedger(connections, LedgerTimeouts.DEFAULT),
                    new DrainMetrics(registry),
                    DrainLimits.DEFAULT,
                    Restored.read(directory.path())));
  }

  /**
   * The grid that a new member finds in the store, all of its members gone. Only somebody's
   * PostgreSQL can have one; a new member has to know before it makes a grid of its own.
   *
   * @throws SettingException if the store cannot be reached, or is in use
   */
  Optional<GridIdentity> abandoned() {
    if (store == null || local != null) {
      return Optional.empty();
    }
    Store.Found found = found(store);
    if (found.inUse()) {
      throw new SettingException(
          "store.url holds a grid that is running, and data.dir is of no grid yet: a new grid"
              + " needs a store of its own");
    }
    return found.grid();
  }

  /**
   * The store, when it has connections.
   *
   * @throws SettingException if it has none in time
   */
  Store ready() {
    Store known = java.util.Objects.requireNonNull(store);
    try {
      known.ready().get(FIND_SECONDS, TimeUnit.SECONDS);
      return known;
    } catch (TimeoutException | ExecutionException e) {
      throw new SettingException(
          "data.dir is new, and store.url cannot be read: " + known.trouble().orElse("no answer"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the store is read", e);
    }
  }

  private static Store.Found found(Store store) {
    try {
      return store.find().get(FIND_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new SettingException(
          "data.dir is new, and store.url cannot be asked whether it knows the grid: "
              + store.trouble().orElse("no answer"));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the store is looked at", e);
    }
  }

  /** From now on this grid is written. */
  void belongTo(GridIdentity grid) {
    if (store != null) {
      store.belongTo(grid);
    }
  }

  /**
   * Whether the store turned out to be another grid's so far.
   *
   * @throws SettingException if it did
   */
  void requireOurs() {
    if (store != null && store.refusal().isPresent()) {
      throw new SettingException(store.refusal().get());
    }
  }

  @Override
  public void close() throws Exception {
    try {
      if (store != null) {
        store.close();
      }
    } finally {
      if (local != null) {
        local.close();
      }
    }
  }
}
