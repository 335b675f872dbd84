package dev.holdfast.cluster.node;

import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Listed;
import dev.holdfast.engine.Listed.Cursor;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Gathers one page on a walk through the shards: a short visit to a lane at a time, so that locks
 * wait for a thousand rows at most, and none on the caller's thread. What stands in a shard between
 * two batches is committed. One visit runs at a time, on changing threads.
 */
abstract class Walk<T> {
  /** Visits after which a page ends even if it is not full: about a quarter of a million rows. */
  private static final int VISITS = 250;

  /**
   * Where a walk goes.
   *
   * @param workers run the visits
   */
  record Ground(
      List<ShardHost> hosts, Executor workers, Clock clock, Supplier<Catalogue> catalogue) {}

  /** Of the page; each visit sees what the one before added. */
  final List<T> items = new ArrayList<>();

  private final Ground ground;
  private final long deadlineNanos;
  private final int end;
  private final CompletableFuture<Answer<Listed<T>>> answer = new CompletableFuture<>();
  private int shard;
  private int row = 1;
  private int visits;

  /**
   * A walk from a shard up to another, exclusive.
   *
   * @param deadlineNanos a reading of the ground's clock
   */
  Walk(Ground ground, int from, int end, long deadlineNanos) {
    this.ground = ground;
    this.deadlineNanos = deadlineNanos;
    this.shard = from;
    this.end = end;
  }

  /**
   * Looks at some rows of a shard.
   *
   * @return the row to go on with, or 0 at the shard's end
   */
  abstract int visit(Shard at, Catalogue catalogue, int from);

  /** Whether the page ends here. */
  abstract boolean isFull();

  /** Whether the page may end here because the walk was long. */
  abstract boolean mayStop();

  CompletionStage<Answer<Listed<T>>> run(Optional<Cursor> after) {
    if (after.isPresent() && !goTo(after.get())) {
      return CompletableFuture.completedFuture(
          Answer.refused(
              Reason.INVALID_PAGE_TOKEN,
              "page_token is of a time before the shard's latest start: list again",
              "page_token"));
    }
    next();
    return answer;
  }

  private boolean goTo(Cursor cursor) {
    if (cursor.shard() < shard || cursor.shard() >= end || cursor.row() < 1) {
      return false;
    }
    shard = cursor.shard();
    row = cursor.row();
    return cursor.epoch() == epoch();
  }

  private long epoch() {
    return ground.hosts().get(shard).figures().epoch();
  }

  private void next() {
    if (deadlineNanos != Long.MAX_VALUE && deadlineNanos - ground.clock().nanos() <= 0) {
      answer.complete(
          Answer.refused(
              Reason.DEADLINE_PASSED, "the call's deadline passed before the page was gathered"));
      return;
    }
    ShardHost host = ground.hosts().get(shard);
    attempt(() -> ground.workers().execute(() -> host.read(at -> attempt(() -> step(host, at)))));
  }

  /** A list that cannot be read is its caller's loss, not the shard's. */
  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private void step(ShardHost host, Shard at) {
    if (host.isStopped()) {
      answer.complete(
          Answer.retryLater(
              Reason.SHARD_CLOSED, "shard " + shard + " has stopped: its journal failed", 1_000));
      return;
    }
    visits++;
    row = visit(at, ground.catalogue().get(), row);
    if (row == 0) {
      shard++;
      row = 1;
    }
    if (shard == end) {
      answer.complete(Answer.done(new Listed<>(items, Optional.empty())));
    } else if (isFull() || (visits >= VISITS && mayStop())) {
      Cursor cursor = new Cursor(shard, epoch(), row);
      answer.complete(Answer.done(new Listed<>(items, Optional.of(cursor))));
    } else {
      next();
    }
  }
}
