package dev.holdfast.simulation;

import java.util.List;

/**
 * Lives through seeded histories of a member: {@code --seeds N} of them from {@code --seed S} on,
 * 1,000 from 1 by default. Ends with status 1 at the first one in which a promise is broken.
 */
public final class Simulation {
  private static final int SHOWN = 40;

  private Simulation() {}

  /** What a number of histories came to. */
  public record Sum(long histories, long answers, long grants, long starts) {}

  public static void main(String[] args) {
    long seeds = 1_000;
    long seed = 1;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--seeds" -> seeds = Long.parseLong(args[i + 1]);
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        default -> {
          System.err.println("usage: Simulation [--seeds N] [--seed S], not " + args[i]);
          System.exit(2);
        }
      }
    }
    long start = System.nanoTime();
    try {
      Sum sum = run(seed, seeds);
      System.out.printf(
          "%s, no promise broken, %.0f histories/s%n",
          sum, seeds * 1e9 / (System.nanoTime() - start));
    } catch (AssertionError e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Lives through histories.
   *
   * @throws AssertionError at the first broken promise; it says what, and how to see it again
   */
  public static Sum run(long firstSeed, long seeds) {
    long answers = 0;
    long grants = 0;
    long starts = 0;
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      History history = new History(seed, Plant.NONE, Integer.MAX_VALUE);
      if (broken(history) != null) {
        throw new AssertionError(shortest(seed, Plant.NONE, history.steps()));
      }
      answers += history.answers();
      grants += history.grants();
      starts += history.starts();
    }
    return new Sum(seeds, answers, grants, starts);
  }

  static @org.jspecify.annotations.Nullable Throwable broken(History history) {
    try {
      history.run();
      return null;
    } catch (Broken | RuntimeException e) {
      return e;
    }
  }

  /** The shortest prefix that breaks a promise, in words. */
  static String shortest(long seed, Plant plant, int steps) {
    for (int prefix = 0; prefix <= steps; prefix++) {
      History history = new History(seed, plant, prefix);
      Throwable broken = broken(history);
      if (broken != null) {
        List<String> trace = history.trace();
        int from = Math.max(0, trace.size() - SHOWN);
        return "seed "
            + seed
            + ", "
            + prefix
            + " steps"
            + (from > 0 ? ", the last of them" : "")
            + ":\n  "
            + String.join("\n  ", trace.subList(from, trace.size()))
            + "\nwhat is wrong: "
            + broken
            + "\nonce more: java dev.holdfast.simulation.Simulation --seeds 1 --seed "
            + seed;
      }
    }
    return "seed " + seed + " does not break twice: chance comes from elsewhere too";
  }
}
