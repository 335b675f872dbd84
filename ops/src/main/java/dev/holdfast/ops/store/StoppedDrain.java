package dev.holdfast.ops.store;

import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.node.NodeProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node stopped in the middle of a drain transaction that has locked its watermarks and has
 * written a part.
 *
 * @param xid the transaction, as PostgreSQL numbers it
 * @param pid the process of PostgreSQL that runs it
 */
public record StoppedDrain(String xid, int pid) {

  /** Written after the watermarks are locked: whoever waits for this table is in the middle. */
  private static final String MIDDLE = "lock table holds in exclusive mode";

  private static final String WAITING =
      """
      select backend_xid::text as xid, pid from pg_stat_activity
      where application_name = 'holdfast-drainer' and wait_event_type = 'Lock'
        and backend_xid is not null\
      """;

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Waits for the moment, with a lock in its way, and stops the node there. Needs load. */
  public static StoppedDrain stop(NodeProcess node, Postgres postgres) {
    try (Queries blocking = postgres.queries();
        Queries watching = postgres.queries()) {
      blocking.run("begin; " + MIDDLE);
      StoppedDrain found = await(watching);
      node.freeze();
      if (!found.equals(waiting(watching).orElse(null))) {
        throw new OperationException("the drain went on while its node was being stopped");
      }
      blocking.run("rollback");
      return found;
    }
  }

  private static StoppedDrain await(Queries watching) {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<StoppedDrain> found = waiting(watching);
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new OperationException("no drain transaction came within " + WITHIN);
  }

  private static Optional<StoppedDrain> waiting(Queries watching) {
    return watching.first(
        WAITING, row -> new StoppedDrain(row.getString("xid"), row.getInt("pid")));
  }

  /** Whether its transaction is open, committed or aborted. */
  public String fate(Queries queries) {
    return queries
        .first("select pg_xact_status(?::xid8)", row -> row.getString(1), xid)
        .map(status -> status.equals("in progress") ? "open" : status)
        .orElse("forgotten");
  }
}
