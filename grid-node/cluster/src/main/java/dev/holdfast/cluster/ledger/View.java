package dev.holdfast.cluster.ledger;

import dev.holdfast.cluster.ledger.Standing.Mark;
import dev.holdfast.engine.ExplainQuery;
import dev.holdfast.engine.Explanation;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pools and locations as they were, and the pool that was asked for.
 *
 * @param version the one in force, even if only a later one is known
 * @param missing what is not as it was, in plain words
 */
record View(Catalogue catalogue, long version, Optional<PoolPlan> pool, List<String> missing) {

  /** What was in force at the time that is asked for. */
  static View of(Mark at, Versions versions, ExplainQuery query, Catalogue now)
      throws SQLException {
    long version =
        query.timeMillis() == ExplainQuery.NOW
            ? now.version()
            : Math.max(at.catalogueVersion(), versions.latest(query.timeMillis()));
    return of(versions.from(version), version, query);
  }

  /** The same without PostgreSQL: only today's are known. */
  static View of(Mark at, ExplainQuery query, Catalogue now) {
    boolean today = query.timeMillis() == ExplainQuery.NOW;
    return of(now, today ? now.version() : at.catalogueVersion(), query);
  }

  private static View of(Catalogue catalogue, long version, ExplainQuery query) {
    List<String> missing = new ArrayList<>();
    if (catalogue.version() != version) {
      missing.add(
          "pools and locations are those of version %d: version %d is not known"
              .formatted(catalogue.version(), version));
    }
    Optional<PoolPlan> pool =
        query.pool().isEmpty()
            ? Optional.empty()
            : catalogue.pool(query.pool()).flatMap(p -> catalogue.plan(p.number()));
    if (pool.isEmpty() && !query.pool().isEmpty()) {
      missing.add("there was no pool " + query.pool() + " then: all locations are shown");
    }
    return new View(catalogue, version, pool, missing);
  }

  /** One more effect than is shown, so that it is known whether there is one. */
  Wanted wanted(ExplainQuery query) {
    Set<Integer> locations =
        pool.map(plan -> Arrays.stream(plan.order(0)).boxed().collect(Collectors.toSet()))
            .orElse(Set.of());
    return new Wanted(query.size() + 1, query.before(), locations);
  }

  Explanation explanation(
      String sku,
      int shard,
      long time,
      Standing standing,
      Page page,
      long since,
      List<String> all) {
    Revision revision = new Revision(shard, standing.mark().epoch(), standing.mark().sequence());
    Shares shares = new Shares(catalogue, sku, standing);
    return new Explanation(
        sku,
        time,
        revision,
        shares.positions(pool, revision),
        version,
        pool.map(plan -> shares.of(plan, revision)),
        page.effects(),
        page.before(),
        since,
        all);
  }
}
