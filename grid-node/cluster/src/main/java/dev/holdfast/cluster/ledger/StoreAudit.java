package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.behind.RowReader;
import dev.holdfast.cluster.behind.Rows;
import dev.holdfast.cluster.ledger.Standing.Mark;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Projection;
import dev.holdfast.engine.shard.Restoration;
import dev.holdfast.engine.shard.RowCheck;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the rows of one shard in PostgreSQL, by themselves and against the journal, in the
 * transaction of its connection. It holds two copies of the shard's live state at most. Used once,
 * by one thread.
 */
public final class StoreAudit {

  /** A log that is longer is folded from the journal's snapshot on. */
  private static final long MOST_FOLDED = 20_000_000;

  /**
   * Copies of shards from the journal.
   *
   * @param copies with the limits of a serving shard
   * @param projections that forget nothing that has ended
   */
  public record Sources(Explainer.Copies copies, Explainer.Copies projections) {}

  private final Connection connection;
  private final int shard;
  private final ShardMap shards;
  private final Catalogue catalogue;
  private final Sources sources;
  private final boolean required;
  private final Checks checks;
  private final SkuRows rows;
  private final Mark watermark;
  private final List<AuditFinding> findings = new ArrayList<>();

  /**
   * An audit of one shard.
   *
   * @param connection read-only, REPEATABLE READ
   * @param sources from the journal, of which no snapshot must be made while it runs
   * @param required fail if the rows cannot be compared with the journal, which begins later
   */
  public StoreAudit(
      Connection connection,
      int shard,
      ShardMap shards,
      Catalogue catalogue,
      Sources sources,
      boolean required)
      throws SQLException {
    this.connection = connection;
    this.shard = shard;
    this.shards = shards;
    this.catalogue = catalogue;
    this.sources = sources;
    this.required = required;
    SkuRows.withoutJit(connection);
    this.checks = new Checks(connection, shard);
    this.rows = new SkuRows(connection, shard);
    this.watermark = rows.watermark().orElse(Mark.NONE);
  }

  /** Runs all checks. */
  public List<AuditFinding> run() throws SQLException {
    grants();
    holds();
    identities();
    rowsAndLog();
    return List.copyOf(findings);
  }

  private void add(String check, long compared, Differences differences, String fine) {
    findings.add(
        new AuditFinding(
            check,
            shard,
            differences.isEmpty(),
            compared,
            "PostgreSQL at " + watermark.sequence() + ": " + differences.or(fine)));
  }

  private void grants() throws SQLException {
    Differences differences = new Differences();
    checks.cells(differences);
    Versions versions = new Versions(connection, catalogue);
    long unsure = 0;
    for (Checks.Suspect suspect : checks.suspects(versions.largestSafeties())) {
      long safety = suspect.safety();
      if (safety < 0) {
        long version =
            rows.record(suspect.sequence()).map(Mark::catalogueVersion).orElse(Long.MAX_VALUE);
        Catalogue then = versions.from(version);
        boolean known = then.version() == version;
        unsure += known ? 0 : 1;
        safety = known ? then.safety(suspect.location()) : 0;
      }
      if (suspect.promised() > suspect.onHand() - safety) {
        differences.accept(
            "grant %d left %d promised of %d on hand with safety stock %d (name %d, location %d)"
                .formatted(
                    suspect.sequence(),
                    suspect.promised(),
                    suspect.onHand(),
                    safety,
                    suspect.sku(),
                    suspect.location()));
      }
    }
    long grants =
        checks.number("select count(*) from movements where shard = ? and kind = 2 and held > 0");
    String weaker =
        unsure == 0 ? "" : "; " + unsure + " of them against on hand alone, their version is gone";
    add("I1", grants, differences, "no grant left more promised than it might" + weaker);
  }

  private void holds() throws SQLException {
    Differences differences = new Differences();
    checks.positions(differences);
    checks.returned(isComplete(), differences);
    checks.ends(differences);
    add(
        "I3",
        checks.number("select count(*) from holds where shard = ?"),
        differences,
        "positions hold what their holds add up to, and each hold ended once");
  }

  private boolean isComplete() throws SQLException {
    return rows.begins().map(b -> b.sequence() == 1).orElse(false);
  }

  private void identities() throws SQLException {
    Differences differences = new Differences();
    checks.orphans(differences);
    checks.texts(catalogue, differences);
    add(
        "I4",
        checks.number("select count(*) from identities where shard = ?"),
        differences,
        "each identity has one row, and belongs to a hold or an adjustment");
  }

  private void rowsAndLog() throws SQLException {
    Differences differ = new Differences();
    Differences log = new Differences();
    Differences chain = new Differences();
    Shard journal = sources.copies().copy(shard, watermark.sequence());
    long end = journal.sequence();
    boolean same = end == watermark.sequence();
    if (end < watermark.sequence()) {
      differ.accept(
          "PostgreSQL has effects up to %d, the journal's last batch until then ends at %d"
              .formatted(watermark.sequence(), end));
    } else if (!same && required) {
      differ.accept("the journal begins at " + end + ", after the rows: nothing was compared");
    }
    Reading reading = new Reading(same ? journal : null, differ);
    OptionalLong digest = read(reading, differ);
    if (same && differ.isEmpty() && !isOf(journal.view().digest(), digest)) {
      differ.accept("the rows, put together, do not come to what the journal's log comes to");
    }
    checks.gaps(watermark.sequence(), log);
    checks.chain(chain);
    LogCheck check = new LogCheck(connection, shard, log, chain);
    Optional<Shard> base = base();
    if (base.isPresent()) {
      long from = base.get().sequence();
      Projection folded = check.fold(base.get());
      if (log.isEmpty() && digest.isPresent() && !isOf(folded.digest(), digest)) {
        differ.accept("PostgreSQL's own log, folded from " + from + ", does not come to its rows");
      }
    }
    String against =
        same ? "the rows are what the journal's log comes to" : "the journal begins later";
    add("I7", reading.compared(), differ, against);
    String whole =
        base.isPresent() ? "the log has no gap, and folds to the rows" : "the log has no gap";
    add("I8", check.compared(), log, whole + since());
    add("I8", check.compared(), chain, "each movement follows from the log and the one before it");
  }

  /** Rows that make no sense must not keep the others from being looked at. */
  private OptionalLong read(Reading reading, Differences differ) throws SQLException {
    try {
      new RowReader(connection, shard).read(reading);
      return reading.digest();
    } catch (RuntimeException e) {
      differ.accept("the rows cannot be read any further: " + e);
      return OptionalLong.empty();
    }
  }

  private static boolean isOf(long digest, OptionalLong found) {
    return found.isPresent() && found.getAsLong() == digest;
  }

  /** What is older was given up, or the rows were written anew. */
  private String since() throws SQLException {
    return rows.begins()
        .filter(begins -> begins.sequence() > 1)
        .map(begins -> ", from effect " + begins.sequence() + " on, where it begins")
        .orElse("");
  }

  /** What PostgreSQL's log can be folded from: nothing, or the journal's snapshot. */
  private Optional<Shard> base() throws SQLException {
    if (isComplete() && watermark.sequence() <= MOST_FOLDED) {
      return Optional.of(new Shard(shard, Projection.LIMITS, Archive.none(), lateMillis -> {}));
    }
    Shard snapshot = sources.projections().copy(shard, 0);
    long from = snapshot.sequence();
    boolean kept = rows.begins().map(b -> b.sequence() <= from + 1).orElse(false);
    return kept && from <= watermark.sequence() ? Optional.of(snapshot) : Optional.empty();
  }

  /** Puts a shard together, and compares each row on its way. */
  private final class Reading implements Rows {
    private final @Nullable RowCheck check;
    private final Differences differences;

    /** Null once rows did not fit together: the rest is only compared. */
    private @Nullable Restoration restoration =
        new Restoration(
            new ShardRow(shard, 0, 0, 0, 0, 0), Projection.LIMITS, Archive.none(), late -> {});

    Reading(@Nullable Shard journal, Differences differences) {
      this.check = journal == null ? null : new RowCheck(journal, shards, differences);
      this.differences = differences;
    }

    private void restore(Consumer<Restoration> step) {
      Restoration into = restoration;
      if (into != null) {
        try {
          step.accept(into);
        } catch (RuntimeException e) {
          restoration = null;
          differences.accept("the rows cannot be put together: " + e.getMessage());
        }
      }
    }

    long compared() {
      return check == null ? 0 : check.compared();
    }

    /** Of the rows put together, if that could be done. */
    OptionalLong digest() {
      if (check != null) {
        check.end();
      }
      Restoration all = restoration;
      return all == null ? OptionalLong.empty() : OptionalLong.of(all.shard().view().digest());
    }

    @Override
    public void shard(ShardRow row) {
      restoration = new Restoration(row, Projection.LIMITS, Archive.none(), late -> {});
      if (check != null) {
        check.shard(row);
      }
    }

    @Override
    public void name(NameRow row) {
      restore(into -> into.name(row));
      if (check != null) {
        check.name(row);
      }
    }

    @Override
    public void position(PositionRow row) {
      restore(into -> into.position(row));
      if (check != null) {
        check.position(row);
      }
    }

    /** The digest is of what is alive: what has ended is only compared. */
    @Override
    public void hold(HoldRow row) {
      if (row.endMillis() == 0 || row.home() >= 0 || row.reopened()) {
        restore(into -> into.hold(row));
      }
      if (check != null) {
        check.hold(row);
      }
    }

    @Override
    public void adjustment(AdjustmentRow row) {
      if (check != null) {
        check.adjustment(row);
      }
    }

    @Override
    public void quota(QuotaRow row) {
      restore(into -> into.quota(row));
      if (check != null) {
        check.quota(row);
      }
    }
  }
}
