package dev.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code -Dseed=} lives through one history; {@code -Dseeds=} says how many otherwise, and {@code
 * -Dmembers=} of what size.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 500);
  private static final int MEMBERS = Integer.getInteger("members", 0);

  @Test
  void noPromiseIsBroken() {
    Long seed = Long.getLong("seed");
    Histories histories =
        new Histories(seed == null ? 10_000 : seed, seed == null ? SEEDS : 1, MEMBERS);
    Histories.Sum sum = histories.live(600, progress -> {});
    if (!sum.broken().isEmpty()) {
      long first = sum.broken().getFirst();
      fail(Simulation.shortest(first, histories.members(first), Plant.NONE));
    }
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
    assertThat(Simulation.broken(new History(seed, 1, Plant.NONE, Integer.MAX_VALUE))).isNull();
  }

  @ParameterizedTest
  @EnumSource(value = Plant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachPlantIsFound(Plant plant) {
    PlantedRun run = PlantedRun.of(plant);
    assertThat(run.isFound()).as(run.toString()).isTrue();
    assertThat(Simulation.shortest(run.seed(), plant.members(run.seed()), plant))
        .contains("seed " + run.seed(), "what is wrong: ", "once more: ");
  }

  @Test
  void oneSeedIsOneHistory() {
    assertThat(trace(42)).isEqualTo(trace(42)).isNotEqualTo(trace(43));
  }

  private static String trace(long seed) {
    History history = new History(seed, 1, Plant.NONE, Integer.MAX_VALUE);
    history.run();
    return history.answers() + " answers\n" + String.join("\n", history.trace());
  }
}
