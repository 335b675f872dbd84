package dev.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dseed=} lives through one history; {@code -Dseeds=} says how many otherwise. */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 2_000);
  private static final int MOST_SEEDS_FOR_A_PLANT = 400;

  @Test
  void noPromiseIsBroken() {
    Long seed = Long.getLong("seed");
    Simulation.Sum sum = Simulation.run(seed == null ? 10_000 : seed, seed == null ? SEEDS : 1);
    assertThat(sum.grants()).as("grants").isPositive();
    assertThat(sum.starts()).as("starts").isGreaterThanOrEqualTo(2 * sum.histories());
  }

  /** Histories in which a promise was broken once. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        4, // a settlement that was lost on its way was never sent again
        7, // an attempt that was refused for want of room was never abandoned
        11, // a basket that went to the archive with its end did not settle its intents
        27, // a claim named effects that a power loss took
        36, // the archive knew an adjustment that the log had lost
        70, // a copy left out a hold that was not in the archive yet
        191, // a late settlement took shipped units back
        12_062, // a settlement that came again took units back from a shipment under way
      })
  void oldHistories(long seed) {
    assertThat(Simulation.run(seed, 1).histories()).isOne();
  }

  @ParameterizedTest
  @EnumSource(value = Plant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachPlantIsFound(Plant plant) {
    for (long seed = 1; seed <= MOST_SEEDS_FOR_A_PLANT; seed++) {
      History history = new History(seed, plant, Integer.MAX_VALUE);
      if (Simulation.broken(history) != null) {
        assertThat(Simulation.shortest(seed, plant, history.steps()))
            .contains("seed " + seed, "what is wrong: ", "once more: ");
        return;
      }
    }
    fail(plant + " was not found");
  }

  @Test
  void oneSeedIsOneHistory() {
    assertThat(trace(42)).isEqualTo(trace(42)).isNotEqualTo(trace(43));
  }

  private static String trace(long seed) {
    History history = new History(seed, Plant.NONE, Integer.MAX_VALUE);
    history.run();
    return history.answers() + " answers\n" + String.join("\n", history.trace());
  }
}
