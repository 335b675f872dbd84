package dev.holdfast.ops.replay;

import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Location;
import dev.holdfast.client.Pool;
import dev.holdfast.client.StockCount;
import dev.holdfast.client.StockOutcome;
import java.util.List;

/**
 * One pool over three locations that belong to this run alone, so that a grid that already sells
 * can be used and the sums still come out.
 *
 * @param run the identity of the run, short
 */
record Shop(Holdfast holdfast, String run, String pool, List<String> locations) {

  private static final int COUNTS_A_CALL = 5_000;

  static Shop open(Holdfast holdfast, String run) {
    List<String> locations = List.of(run + "-main", run + "-north", run + "-south");
    for (String location : locations) {
      holdfast.locations().create(Location.of(location, Location.Kind.WAREHOUSE));
    }
    Pool pool = holdfast.pools().create(Pool.of(run, locations.toArray(String[]::new)));
    return new Shop(holdfast, run, pool.id(), locations);
  }

  void stock(Supply supply) {
    List<StockCount> counts = supply.counts(locations);
    for (int from = 0; from < counts.size(); from += COUNTS_A_CALL) {
      int to = Math.min(counts.size(), from + COUNTS_A_CALL);
      holdfast.stock().set(counts.subList(from, to)).forEach(StockOutcome::orThrow);
    }
  }
}
