package dev.holdfast.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The command: lives through seeded histories of a grid, and finds the planted bugs. */
public final class Simulation {
  private static final int SHOWN = 60;

  private static final String USAGE =
      """
      Lives through histories of a whole grid in one process, in virtual time: one seed, one
      history. Then plants known bugs, one at a time, and finds each.

      Usage: ./holdfast simulate [options]

        --seeds N      how many histories, 1,000 by default; 0 with --planted alone
        --seed S       the first seed, 1 by default
        --seconds S    stop after so long, 600 by default
        --planted      find the planted bugs even without --seeds
        --json FILE    write what was found: seeds, seedsPerSecond, violations, planted,
                       plantedFound

      Exit status: 0 no promise was broken and every planted bug was found, 1 otherwise,
      2 the options are wrong.
      """;

  private Simulation() {}

  /** What is asked for. */
  private record Options(long seeds, long seed, long seconds, @Nullable Path json) {

    static Options of(String[] args) {
      long seeds = -1;
      long seed = 1;
      long seconds = 600;
      boolean planted = false;
      Path json = null;
      for (int i = 0; i < args.length; i++) {
        String option = args[i];
        if (option.equals("--planted")) {
          planted = true;
          continue;
        }
        if (++i == args.length) {
          throw new IllegalArgumentException("unknown option, or one without a value: " + option);
        }
        switch (option) {
          case "--seeds" -> seeds = number(option, args[i], 0, Long.MAX_VALUE);
          case "--seed" -> seed = number(option, args[i], 0, Long.MAX_VALUE / 2);
          case "--seconds" -> seconds = number(option, args[i], 1, 1_000_000);
          case "--json" -> json = Path.of(args[i]);
          default -> throw new IllegalArgumentException("unknown option " + option);
        }
      }
      return new Options(seeds >= 0 ? seeds : planted ? 0 : 1_000, seed, seconds, json);
    }

    private static long number(String option, String text, long least, long most) {
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below.
      }
      throw new IllegalArgumentException(
          option + " must be a number from " + least + " to " + most + ", not " + text);
    }
  }

  public static void main(String[] args) throws IOException {
    if (List.of(args).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    Options options;
    try {
      options = Options.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println("simulate: " + e.getMessage() + " (--help lists the options)");
      System.exit(2);
      return;
    }
    System.exit(run(options, System.out) ? 0 : 1);
  }

  private static boolean run(Options options, PrintStream out) throws IOException {
    Histories histories = new Histories(options.seed, options.seeds, 1);
    Histories.Sum sum = histories.live(options.seconds, line -> out.println(line));
    for (long seed : sum.broken()) {
      out.println("broken: seed " + seed + ", " + histories.members(seed) + " members");
    }
    if (!sum.broken().isEmpty()) {
      long seed = sum.broken().getFirst();
      out.println(shortest(seed, histories.members(seed), Plant.NONE));
    }
    int found = 0;
    for (Plant plant : Plant.planted()) {
      PlantedRun run = PlantedRun.of(plant);
      found += run.isFound() ? 1 : 0;
      out.println(run);
    }
    int planted = Plant.planted().size();
    out.printf(
        Locale.ROOT,
        "%,d histories, %.0f a second, %,d answers; broken promises: %d; planted bugs found:"
            + " %d of %d%n",
        sum.histories(),
        sum.perSecond(),
        sum.answers(),
        sum.broken().size(),
        found,
        planted);
    if (options.json != null) {
      String json =
          String.format(
              Locale.ROOT,
              "{\"seeds\": %d, \"seedsPerSecond\": %.1f, \"violations\": %d, \"planted\": %d,"
                  + " \"plantedFound\": %d}%n",
              sum.histories(),
              sum.perSecond(),
              sum.broken().size(),
              planted,
              found);
      Files.writeString(options.json, json, StandardCharsets.UTF_8);
    }
    return sum.broken().isEmpty() && found == planted;
  }

  static @Nullable Throwable broken(History history) {
    try {
      history.run();
      return null;
    } catch (Broken | RuntimeException e) {
      return e;
    }
  }

  /** The shortest prefix that breaks a promise, in words. */
  static String shortest(long seed, int members, Plant plant) {
    int steps = new History(seed, members, plant, Integer.MAX_VALUE).steps();
    for (int prefix = 0; prefix <= steps; prefix++) {
      History history = new History(seed, members, plant, prefix);
      Throwable broken = broken(history);
      if (broken != null) {
        List<String> trace = history.trace();
        int from = Math.max(0, trace.size() - SHOWN);
        return "seed "
            + seed
            + ", "
            + members
            + " members, "
            + prefix
            + " steps"
            + (from > 0 ? ", the last of them" : "")
            + ":\n  "
            + String.join("\n  ", trace.subList(from, trace.size()))
            + "\nwhat is wrong: "
            + broken
            + "\nonce more: ./holdfast simulate --seeds 1 --seed "
            + seed;
      }
    }
    return "seed " + seed + " does not break twice: chance comes from elsewhere too";
  }
}
