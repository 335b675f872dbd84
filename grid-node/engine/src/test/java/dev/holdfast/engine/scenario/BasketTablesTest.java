package dev.holdfast.engine.scenario;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plays every table about one basket, its home and a line shard of it. */
class BasketTablesTest {

  @TestFactory
  List<DynamicTest> tables() throws IOException {
    return Scenario.all("baskets").stream()
        .map(table -> dynamicTest(table.name(), () -> play(table)))
        .toList();
  }

  private static void play(Scenario table) {
    BasketPlay play = new BasketPlay();
    for (Scenario.Row row : table.rows()) {
      String where = table.name() + ".txt, line " + row.number() + ": " + row.command() + " ";
      String answered;
      try {
        answered = play.command(row.command());
      } catch (RuntimeException e) {
        throw new AssertionError(where + "cannot be played", e);
      }
      if (!row.outcome().isEmpty() && !row.outcome().equals(answered)) {
        throw new AssertionError(
            where + "\n  expected: " + row.outcome() + "\n  answered: " + answered);
      }
      String broken = play.broken();
      if (!broken.isEmpty()) {
        throw new AssertionError(where + "\n  " + broken);
      }
    }
  }
}
