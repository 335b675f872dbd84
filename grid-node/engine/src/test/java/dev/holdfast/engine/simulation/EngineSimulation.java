package dev.holdfast.engine.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueChange;
import dev.holdfast.engine.catalogue.CatalogueCommand;
import dev.holdfast.engine.model.StockModel;
import dev.holdfast.engine.model.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One history, lived through by a subject and by the model side by side. */
final class EngineSimulation {

  private static final int STEPS_SHOWN = 12;

  private final long seed;
  private final Subject subject;
  private final int lookEvery;
  private final StockModel model = new StockModel(create -> 0);
  private final Memory memory = new Memory();
  private final Places places;
  private final Actions actions;
  private final Clock clock;
  private final Invariants invariants;
  private final int steps;
  private final Deque<String> latest = new ArrayDeque<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private Catalogue catalogue = Catalogue.empty();

  /**
   * @param lookEvery how many steps lie between two comparisons of the whole state, from 1
   */
  EngineSimulation(long seed, Subject subject, int lookEvery) {
    Draw draw = new Draw(seed);
    this.seed = seed;
    this.subject = subject;
    this.lookEvery = lookEvery;
    this.places = new Places(draw);
    this.actions = new Actions(draw, places, memory);
    this.clock = new Clock(draw, memory);
    this.invariants = new Invariants(subject);
    this.steps = (int) draw.between(20, 160);
  }

  /**
   * Lives through the history.
   *
   * @throws Difference at the first step at which something is wrong
   */
  void run() {
    places.atFirst().forEach(this::change);
    for (int step = 1; step <= steps; step++) {
      long now = clock.next();
      Action action = actions.next(catalogue, now);
      latest.add(step + "  at " + now + "  " + action);
      if (latest.size() > STEPS_SHOWN) {
        latest.remove();
      }
      String wrong = live(action, now);
      if (wrong.isEmpty() && (step % lookEvery == 0 || step == steps)) {
        wrong = look(now);
      }
      if (!wrong.isEmpty()) {
        throw new Difference(seed, step, List.copyOf(latest), wrong);
      }
    }
  }

  /** How many grants there were, reacquired ones too. */
  long grants() {
    return model.grants();
  }

  /** For what reasons something was refused. */
  Set<Reason> reasons() {
    return reasons;
  }

  private String live(Action action, long now) {
    memory.note(action, now);
    return switch (action) {
      case Action.OnHold(HoldCommand command) -> hold(command, now);
      case Action.OnStock(var command) ->
          difference(
              Plain.position(model.stock(command, now)),
              Plain.position(subject.stock(command, now)));
      case Action.Ask(String pool, List<String> skus, boolean detail) ->
          ask(pool, skus, detail, now);
      case Action.Change(CatalogueCommand command) -> {
        change(command);
        yield "";
      }
    };
  }

  private String hold(HoldCommand command, long now) {
    Answer<Hold> expected = model.hold(command, now);
    Answer<Hold> answered = subject.hold(command, now);
    memory.note(expected, now);
    String difference = difference(Plain.hold(expected), Plain.hold(answered));
    return difference.isEmpty() ? invariants.broken(command, answered, now) : difference;
  }

  private String ask(String pool, List<String> skus, boolean detail, long now) {
    return difference(
        Plain.availability(model.availability(pool, skus, detail, now)),
        Plain.availability(subject.availability(pool, skus, detail, now)));
  }

  private void change(CatalogueCommand command) {
    if (CatalogueChange.apply(catalogue, command) instanceof Answer.Done<Catalogue>(var next)) {
      catalogue = next;
      model.catalogue(next);
      subject.catalogue(next);
    }
  }

  /** Compares everything that can be seen. */
  private String look(long now) {
    List<String> pools = new ArrayList<>(Places.POOLS);
    pools.add(Places.ALL);
    for (String pool : pools) {
      String difference = ask(pool, Places.SKUS, true, now);
      if (!difference.isEmpty()) {
        return "looking at pool " + pool + difference;
      }
    }
    for (HoldName name : memory.names()) {
      Get get = new Get(name);
      Answer<Hold> expected = Plain.hold(model.hold(get, now));
      String difference = difference(expected, Plain.hold(subject.hold(get, now)));
      if (!difference.isEmpty()) {
        return "looking at hold " + name.text() + difference;
      }
    }
    String broken = invariants.broken(now);
    return broken.isEmpty() ? subject.broken() : broken;
  }

  private String difference(Answer<?> expected, Answer<?> answered) {
    if (expected instanceof Answer.Refused<?> refused) {
      reasons.add(refused.reason());
    }
    return expected.equals(answered)
        ? ""
        : "\n  expected: " + expected + "\n  answered: " + answered;
  }
}
