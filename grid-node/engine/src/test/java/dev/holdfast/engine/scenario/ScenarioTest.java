package dev.holdfast.engine.scenario;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.engine.model.StockModel;
import dev.holdfast.engine.model.Subject;
import dev.holdfast.engine.shard.ShardSubject;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plays every table on every subject. */
class ScenarioTest {

  @TestFactory
  List<DynamicTest> onTheModel() throws IOException {
    return tests(() -> new StockModel(create -> 0));
  }

  @TestFactory
  List<DynamicTest> onAShard() throws IOException {
    return tests(ShardSubject::new);
  }

  private static List<DynamicTest> tests(Supplier<Subject> subject) throws IOException {
    return Scenario.all("scenarios").stream()
        .map(table -> dynamicTest(table.name(), () -> play(table, subject.get())))
        .toList();
  }

  private static void play(Scenario table, Subject subject) {
    Play play = new Play(subject);
    for (Scenario.Row row : table.rows()) {
      Facts facts;
      try {
        facts = play.command(row.command());
      } catch (RuntimeException e) {
        throw new AssertionError(where(table, row) + "cannot be played", e);
      }
      if (!facts.matches(row.outcome())) {
        throw new AssertionError(
            where(table, row)
                + "\n  expected: "
                + (row.outcome().isEmpty() ? "success" : row.outcome())
                + "\n  answered: "
                + facts.text());
      }
    }
  }

  private static String where(Scenario table, Scenario.Row row) {
    return table.name() + ".txt, line " + row.number() + ": " + row.command() + " ";
  }
}
