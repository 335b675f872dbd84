package dev.holdfast.server;

import dev.holdfast.cluster.behind.DrainedMarks;
import dev.holdfast.cluster.behind.GridIdentity;
import dev.holdfast.cluster.behind.Store;
import dev.holdfast.cluster.behind.StoreException;
import dev.holdfast.cluster.behind.StoreRecovery;
import dev.holdfast.cluster.journal.Journal;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start takes from the store, before the shards open. One thread. */
record ComeBack(
    Behind behind, GridIdentity grid, StoreRecovery.Target target, DrainedMarks marks, Gate gate) {
  private static final Logger LOG = LoggerFactory.getLogger(ComeBack.class);

  /** A node whose disk is lost finds its grid in the store, and nobody who serves it. */
  void all() {
    LOG.warn("data.dir is new, store.url holds grid {}: it comes back from there", grid.id());
    try {
      recovery(behind.ready()).run(System.currentTimeMillis());
    } catch (SQLException e) {
      throw new SettingException(
          "data.dir is new, and store.url does not give the grid back: " + e.getMessage());
    }
  }

  /**
   * What data.dir has less than the store, which is not waited for unless data.dir knows that.
   *
   * @throws SettingException if the store tells another history, or is another member's by now
   */
  void rest() {
    Optional<Store> store = behind.reached(missing(), gate::waitFor);
    if (store.isEmpty()) {
      return;
    }
    try {
      recovery(store.get()).catchUp(System.currentTimeMillis(), marks);
    } catch (StoreException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      // It may have been seen only now that data.dir is old, before the store broke off.
      String must = missing();
      if (!must.isEmpty()) {
        throw new SettingException(must + "; it does not give them: " + e.getMessage());
      }
      LOG.warn("data.dir could not be compared with PostgreSQL, which is done later", e);
    }
  }

  /** Why data.dir cannot serve without the store, or empty. */
  private String missing() {
    Journal journal = target.journal();
    for (int shard = 0; shard < grid.shards(); shard++) {
      long last = journal.lastSequence(shard);
      if (last < marks.mark(shard)) {
        return "shard "
            + shard
            + " stays CLOSED until PostgreSQL is there: "
            + (marks.disagreed(shard)
                ? "it did not agree with data.dir when it was last seen"
                : "data.dir ends at effect "
                    + last
                    + " and is old or damaged, "
                    + marks.mark(shard)
                    + " were written behind");
      }
    }
    return "";
  }

  private StoreRecovery recovery(Store store) {
    return new StoreRecovery(store, grid, target);
  }
}
