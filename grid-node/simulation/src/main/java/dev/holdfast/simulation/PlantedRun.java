package dev.holdfast.simulation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a planted bug was looked for.
 *
 * @param histories how many were lived through
 * @param seed of the one that found it, which is the last
 * @param broken what it found, or null
 */
record PlantedRun(Plant plant, long histories, long seed, @Nullable Throwable broken) {
  private static final long MOST_HISTORIES = 20_000;
  private static final long MOST_NANOS = 60_000_000_000L;

  /** Looks for a bug. */
  static PlantedRun of(Plant plant) {
    long firstSeed = plant.seed();
    long end = System.nanoTime() + MOST_NANOS;
    long seed = firstSeed;
    while (seed < firstSeed + MOST_HISTORIES && System.nanoTime() - end < 0) {
      Throwable broken =
          Simulation.broken(new History(seed, plant.members(seed), plant, Integer.MAX_VALUE));
      if (broken != null) {
        return new PlantedRun(plant, seed - firstSeed + 1, seed, broken);
      }
      seed++;
    }
    return new PlantedRun(plant, seed - firstSeed, seed, null);
  }

  boolean isFound() {
    return broken != null;
  }

  @Override
  public String toString() {
    Throwable why = broken;
    return why == null
        ? String.format(
            Locale.ROOT,
            "planted %s (%s): NOT FOUND in %,d histories",
            plant,
            plant.says(),
            histories)
        : String.format(
            Locale.ROOT,
            "planted %s (%s): found by seed %d, after %,d histories: %s",
            plant,
            plant.says(),
            seed,
            histories,
            String.valueOf(why.getMessage()).lines().findFirst().orElse(""));
  }
}
