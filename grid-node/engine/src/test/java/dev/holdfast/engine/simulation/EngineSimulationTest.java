package dev.holdfast.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.engine.Reason;
import dev.holdfast.engine.model.StockModel;
import dev.holdfast.engine.model.Subject;
import dev.holdfast.engine.shard.ShardSubject;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code -Dseed=} lives through one history, looking at everything after each step; {@code
 * -Dseeds=} says how many histories otherwise.
 */
class EngineSimulationTest {

  private static final int SEEDS = Integer.getInteger("seeds", 10_000);
  private static final long FIRST = Long.getLong("seed", 1);
  private static final long LAST = Long.getLong("seed", SEEDS);

  /** Refusals of the grid, not of stock. */
  private static final Set<Reason> OF_OTHERS =
      EnumSet.of(
          Reason.LOCATION_IN_USE,
          Reason.ISSUED_TOO_EARLY,
          Reason.POOL_ID_REUSED,
          Reason.LOCATION_ID_REUSED,
          Reason.STALE_ETAG,
          Reason.SHARD_CLOSED,
          Reason.NO_QUORUM,
          Reason.UNKNOWN_OUTCOME,
          Reason.OVERLOADED,
          Reason.DEADLINE_PASSED,
          Reason.INVALID_LOCATIONS,
          Reason.INVALID_HOLD_LIFE,
          Reason.INVALID_REGION_RANKS,
          Reason.INVALID_QUOTAS,
          Reason.INVALID_SKUS,
          Reason.INVALID_DELTA,
          Reason.INVALID_PAGE_TOKEN,
          Reason.INVALID_RESUME_TOKEN);

  @Test
  void historiesReachEveryRefusalAndManyGrants() {
    Set<Reason> reached = EnumSet.noneOf(Reason.class);
    long grants = 0;
    for (long seed = 1; seed <= 300; seed++) {
      EngineSimulation simulation = live(seed, () -> new StockModel(create -> 0));
      reached.addAll(simulation.reasons());
      grants += simulation.grants();
    }
    assertThat(reached).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OF_OTHERS)));
    assertThat(grants).isGreaterThan(1_500);
  }

  @Test
  void aShardAndItsCopyDecideAsTheModelDoes() {
    for (long seed = FIRST; seed <= LAST; seed++) {
      // Some keep all in memory, some nothing; some fail over often, some never.
      int inMemory = (int) (seed % 3) * 4;
      int failOverEvery = seed % 2 == 0 ? Integer.MAX_VALUE : 5 + (int) (seed % 40);
      live(seed, () -> new ShardSubject(inMemory, failOverEvery));
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsASubjectThat(Faulty.Mistake mistake) {
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed <= 300; seed++) {
                live(seed, () -> new Faulty(mistake));
              }
            })
        .isInstanceOf(Difference.class)
        .hasMessageContaining("-Dseed=");
  }

  /** Lives through one history; a difference that shows late is looked for after each step. */
  private static EngineSimulation live(long seed, Supplier<Subject> subject) {
    try {
      EngineSimulation simulation = new EngineSimulation(seed, subject.get(), 16);
      simulation.run();
      return simulation;
    } catch (Difference late) {
      new EngineSimulation(seed, subject.get(), 1).run();
      throw late;
    }
  }
}
