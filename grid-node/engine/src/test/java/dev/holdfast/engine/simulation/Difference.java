package dev.holdfast.engine.simulation;

import java.util.List;

/** A history came out wrong. */
final class Difference extends AssertionError {

  final int step;

  Difference(long seed, int step, List<String> latest, String wrong) {
    super(
        "seed "
            + seed
            + ", step "
            + step
            + "\nthe latest steps:\n  "
            + String.join("\n  ", latest)
            + "\nwhat is wrong: "
            + wrong
            + "\nonce more: ./mvnw -pl grid-node/engine test -Dtest=EngineSimulationTest -Dseed="
            + seed);
    this.step = step;
  }
}
