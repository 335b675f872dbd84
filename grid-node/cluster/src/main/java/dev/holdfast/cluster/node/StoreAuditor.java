package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.cluster.ledger.Explainer.Copies;
import dev.holdfast.cluster.ledger.StoreAudit;
import dev.holdfast.cluster.ledger.Written;
import dev.holdfast.engine.AuditFinding;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.ShardMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Audits what is written behind the shards. Any thread, one audit at a time. */
final class StoreAuditor {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long SHORT_NANOS = 5_000_000_000L;
  private static final long POLL_MILLIS = 20;

  private final List<ShardHost> hosts;
  private final Written written;
  private final Copies copies;
  private final Copies projections;
  private final Supplier<Catalogue> catalogue;

  /**
   * An auditor.
   *
   * @param copies with the limits of a serving shard
   * @param projections copies that forget nothing that has ended
   */
  StoreAuditor(
      List<ShardHost> hosts,
      Written written,
      Copies copies,
      Copies projections,
      Supplier<Catalogue> catalogue) {
    this.hosts = hosts;
    this.written = written;
    this.copies = copies;
    this.projections = projections;
    this.catalogue = catalogue;
  }

  /**
   * How far PostgreSQL is behind what is committed now.
   *
   * @param required wait up to 30 s until it has all of that, and fail if it has not
   */
  AuditFinding reach(boolean required) {
    long[] wanted = hosts.stream().mapToLong(host -> host.figures().sequence()).toArray();
    long behind = awaitNone(() -> behind(wanted), required ? PATIENCE_NANOS : 0);
    long all = java.util.Arrays.stream(wanted).sum();
    String detail =
        behind == 0
            ? "PostgreSQL has every effect up to now"
            : "PostgreSQL is " + behind + " effects behind";
    return new AuditFinding("store", -1, behind == 0 || !required, all - behind, detail);
  }

  private static long awaitNone(LongSupplier left, long withinNanos) {
    long until = System.nanoTime() + withinNanos;
    long behind = left.getAsLong();
    while (behind > 0 && System.nanoTime() - until < 0) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      behind = left.getAsLong();
    }
    return behind;
  }

  private long behind(long[] wanted) {
    long behind = 0;
    for (int i = 0; i < wanted.length; i++) {
      behind += Math.max(0, wanted[i] - written.drained(hosts.get(i).number()));
    }
    return behind;
  }

  /**
   * All checks of one shard's rows; to be run while no snapshot is made.
   *
   * @param required wait shortly until the rows have what the latest snapshot has, without which
   *     they cannot be compared, and fail if they have not
   */
  List<AuditFinding> check(int shard, boolean required) {
    if (required) {
      long wanted = hosts.get(shard).figures().sequence();
      awaitNone(() -> wanted - written.drained(shard), SHORT_NANOS);
    }
    try (Connection connection = written.reading()) {
      return new StoreAudit(
              connection,
              shard,
              new ShardMap(hosts.size()),
              catalogue.get(),
              new StoreAudit.Sources(copies, projections),
              required)
          .run();
    } catch (SQLException e) {
      String detail = "PostgreSQL is away, nothing was compared with it: " + e.getMessage();
      return List.of(new AuditFinding("store", shard, !required, 0, detail));
    }
  }
}
