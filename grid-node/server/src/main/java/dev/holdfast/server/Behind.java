package dev.holdfast.server;

import dev.holdfast.cluster.behind.CatalogueVersions;
import dev.holdfast.cluster.behind.DrainLimits;
import dev.holdfast.cluster.behind.DrainMetrics;
import dev.holdfast.cluster.behind.DrainedMarks;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is behind a node, as its settings say: nothing, somebody's PostgreSQL, or one of its own.
 * Both come up beside the node's start, which does not wait for them. Opened and closed by one
 * thread each.
 */
final class Behind implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Behind.class);

  /** How long a node with an empty data.dir looks whether the store knows its grid. */
  private static final long FIND_SECONDS = 30;

  /** How long a start waits for a store that has not answered at all, in milliseconds. */
  private static final long FIRST_MILLIS = 5_000;

  private static final long WAIT_MILLIS = 100;

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
  Optional<WriteBehind> writeBehind(
      MeterRegistry registry,
      DataDirectory directory,
      DrainedMarks marks,
      CatalogueVersions versions,
      Consumer<String> close) {
    return Optional.ofNullable(store)
        .map(
            connections ->
                new WriteBehind(
                    new PostgresLedger(connections, LedgerTimeouts.DEFAULT),
                    new DrainMetrics(registry),
                    DrainLimits.DEFAULT,
                    Restored.read(directory.path()),
                    marks,
                    versions,
                    close));
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
              + " needs a store of its own; to bring that one back, stop it first, or take a copy"
              + " of its database");
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
      throw interrupted(e);
    }
  }

  /**
   * The store of a grid that has served before, if it can be compared with data.dir before the
   * shards open. A store that is down is not waited for, unless it must.
   *
   * @param must why the shards cannot open without it, or empty; {@code waiting} hears of it
   * @throws SettingException if it is another grid's
   */
  Optional<Store> reached(String must, Consumer<String> waiting) {
    Store known = store;
    if (known == null) {
      if (!must.isEmpty()) {
        throw new SettingException("store.url is none, but " + must);
      }
      return Optional.empty();
    }
    try {
      known.firstAnswer().get(FIRST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException noAnswer) {
      requireOurs();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    requireOurs();
    String said = "";
    while (!known.isReady() && !must.isEmpty()) {
      String why = must + "; it is away: " + known.trouble().orElse("no answer");
      if (!why.equals(said)) {
        LOG.warn("{}", why);
        waiting.accept(why);
        said = why;
      }
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      requireOurs();
    }
    return known.isReady() ? Optional.of(known) : Optional.empty();
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while the store is looked at", e);
  }

  /** Tells if the store turns out to be another grid's when it first answers. */
  void onRefusal(Consumer<String> close) {
    if (store != null) {
      var unused =
          store
              .ready()
              .whenComplete(
                  (ready, failed) -> {
                    if (failed != null) {
                      close.accept(String.valueOf(failed.getMessage()));
                    }
                  });
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
      throw interrupted(e);
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
