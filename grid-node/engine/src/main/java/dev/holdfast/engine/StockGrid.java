package dev.holdfast.engine;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The one port between the doors and the grid. Safe to call from any thread; never blocks. Callers
 * check the form of their input (lengths, ranges, patterns) before they call; what depends on the
 * state of the grid is refused here. Stages complete on a thread of the grid: what is chained to
 * them must be short.
 *
 * <p>A deadline is a reading of {@link System#nanoTime}; a call that still queues when it has
 * passed is dropped undecided and answers {@link Reason#DEADLINE_PASSED}.
 */
public interface StockGrid {
  /** Positions in one answer: with names of full length it stays below 4 MiB. */
  int MOST_POSITIONS = 20_000;

  /** A deadline for calls that have none. */
  long NO_DEADLINE = Long.MAX_VALUE;

  CompletionStage<Answer<Hold>> hold(HoldCommand command, long deadlineNanos);

  /**
   * Independent calls, in order. Those that meet in a shard are decided together, so a frame of
   * calls costs less than the calls one by one.
   */
  default List<CompletionStage<Answer<Hold>>> holds(List<TimedCommand> commands) {
    return commands.stream().map(c -> hold(c.command(), c.deadlineNanos())).toList();
  }

  /** A call and its deadline. */
  record TimedCommand(HoldCommand command, long deadlineNanos) {}

  /** Counts and differences, each with an answer of its own, in order. */
  CompletionStage<List<Answer<Position>>> stock(
      List<? extends StockCommand> commands, long deadlineNanos);

  /**
   * What a pool can sell of some SKUs, in order.
   *
   * @param detail show the positions too
   */
  CompletionStage<Answer<List<Availability>>> availability(
      String pool, List<String> skus, boolean detail, long deadlineNanos);

  /**
   * The holds in memory, a page at a time: the live ones, and ended ones until they move to disk. A
   * hold that lives from the first page to the last is listed once; nothing is listed before it is
   * committed. Refuses a cursor of another epoch as INVALID_PAGE_TOKEN.
   */
  CompletionStage<Answer<Listed<Hold>>> holds(HoldQuery query, long deadlineNanos);

  /** Positions where more is promised than is on hand, a page at a time. */
  CompletionStage<Answer<Listed<Shortfall>>> shortfalls(ShortfallQuery query, long deadlineNanos);

  /**
   * Watches what a pool can sell of some SKUs: a snapshot, then changes, or what changed after a
   * token. Committed values only; a SKU's revision never goes back; a subscriber that asks for less
   * gets the latest values only, and holds nothing back. Takes one subscriber, whose signals come
   * from threads of the grid and must be handled quickly. Refusals come as {@link
   * WatchEvent.Ended}.
   */
  Flow.Publisher<WatchEvent> watch(WatchQuery query);

  /**
   * Why the availability of a SKU was what it was, from what was written behind the grid and from
   * the log. It reads disks and may take seconds; no shard waits for it.
   */
  CompletionStage<Answer<Explanation>> explain(ExplainQuery query, long deadlineNanos);

  /** Pools and locations as this node knows them now; refused while it does not know them. */
  Answer<Catalogue> catalogue();

  /** Changes pools or locations; answers the catalogue that holds the change. */
  CompletionStage<Answer<Catalogue>> change(CatalogueCommand command, long deadlineNanos);

  GridStatus status();

  /**
   * Checks the invariants, a finding at a time; the stage completes after the last one.
   *
   * @param requireStore wait a while for what is written behind the grid, and fail without it
   * @param wanted asked now and then; false ends the audit, and nothing more is said
   * @return whether all checks passed, or OVERLOADED before any was made
   */
  CompletionStage<Answer<Boolean>> audit(
      boolean requireStore, Consumer<AuditFinding> findings, BooleanSupplier wanted);

  /** An audit that is wanted to its end. */
  default CompletionStage<Answer<Boolean>> audit(
      boolean requireStore, Consumer<AuditFinding> findings) {
    return audit(requireStore, findings, () -> true);
  }
}
