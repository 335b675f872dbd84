package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.ledger.LogTail.Folded;
import dev.holdfast.cluster.ledger.SkuRows.Beginning;
import dev.holdfast.cluster.ledger.Standing.Mark;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Shard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds one answer: up to the watermark in PostgreSQL, what is not there yet in the end of the log.
 * Used once, by one thread.
 */
final class Finding {
  private final Explainer.Ground ground;
  private final ExplainQuery query;
  private final Catalogue now;
  private final long asked;
  private final long last;
  private final int shard;
  private final LogTail tail;
  private final List<String> missing = new ArrayList<>();
  private final List<Moved> moved = new ArrayList<>();
  private final Map<HoldBits, HoldFacts> holds = new HashMap<>();

  /**
   * An answer to be found.
   *
   * @param asked wall clock, UTC epoch milliseconds
   * @param last the latest effect of the shard when it was asked
   */
  Finding(Explainer.Ground ground, ExplainQuery query, Catalogue now, long asked, long last) {
    this.ground = ground;
    this.query = query;
    this.now = now;
    this.asked = asked;
    this.last = last;
    this.shard = ground.shards().shardOf(query.sku());
    this.tail = new LogTail(ground.journal(), shard, query.sku());
  }

  /** With PostgreSQL. */
  Answer<Explanation> in(Connection connection) throws SQLException {
    SkuRows.withoutJit(connection);
    SkuRows rows = new SkuRows(connection, shard);
    Versions versions = new Versions(connection, now);
    Mark written = rows.watermark().orElse(Mark.NONE);
    Optional<Beginning> begins = rows.begins();
    int sku = rows.number(query.sku());
    boolean stocked = rows.isStocked(sku);
    Optional<Mark> later = tail.last(written.sequence(), last, query.timeMillis());
    View view;
    Standing standing;
    if (later.isPresent()) {
      view = View.of(later.get(), versions, query, now);
      Folded folded = fold(later.get(), written.sequence(), view);
      standing = folded.standing();
      stocked |= folded.stocked();
    } else {
      boolean complete = begins.map(b -> b.sequence() == 1).orElse(false);
      Mark at = rows.last(written, query.timeMillis()).orElse(Mark.NONE);
      view = View.of(at, versions, query, now);
      standing = new Standing(at, rows.places(sku, at, complete), rows.quotas(sku, at));
    }
    if (!stocked) {
      return unknown();
    }
    Mark until = later.isPresent() ? written : standing.mark();
    moved.addAll(rows.moved(sku, until, view.wanted(query)));
    rows.holds(HoldBits.of(moved)).forEach(holds::putIfAbsent);
    begins
        .filter(b -> b.sequence() > 1)
        .ifPresent(b -> missing.add("effects before " + time(b.timeMillis()) + " are not kept"));
    return answer(standing, view, begins.map(Beginning::timeMillis).orElse(asked));
  }

  /** With the journal alone. */
  Answer<Explanation> without(String why) {
    Mark at = tail.last(tail.reaches(), last, query.timeMillis()).orElse(Mark.NONE);
    View view = View.of(at, query, now);
    Folded folded = fold(at, 0, view);
    long since = folded.sinceMillis();
    missing.add("PostgreSQL is away (%s): nothing before %s is known".formatted(why, time(since)));
    return folded.stocked() ? answer(folded.standing(), view, since) : unknown();
  }

  /** The end of the log up to a batch; what it starts from may be later than what is written. */
  private Folded fold(Mark at, long written, View view) {
    Shard base = ground.copies().copy(shard, written);
    if (base.sequence() > written && written > 0) {
      missing.add(
          "effects %d to %d are on their way to PostgreSQL and not shown"
              .formatted(written + 1, base.sequence()));
    }
    Mark upTo = at;
    if (base.sequence() > at.sequence()) {
      upTo = new Mark(base.epoch(), base.sequence(), base.timeMillis(), at.catalogueVersion());
      missing.add("positions are those of " + time(base.timeMillis()) + ", the earliest known");
    }
    Folded folded = tail.fold(base, upTo, now, view.wanted(query));
    moved.addAll(folded.moved());
    holds.putAll(folded.holds());
    return folded;
  }

  private static <T> Answer<T> unknown() {
    return Answer.refused(Reason.SKU_NOT_STOCKED, "this SKU was never counted", "sku");
  }

  private Answer<Explanation> answer(Standing standing, View view, long since) {
    missing.addAll(view.missing());
    long time =
        query.timeMillis() == ExplainQuery.NOW
            ? Math.max(asked, standing.mark().timeMillis())
            : Math.min(query.timeMillis(), Math.max(asked, standing.mark().timeMillis()));
    Page page = Page.of(moved, holds, shard, now, query.size());
    return Answer.done(
        view.explanation(query.sku(), shard, time, standing, page, since, List.copyOf(missing)));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
