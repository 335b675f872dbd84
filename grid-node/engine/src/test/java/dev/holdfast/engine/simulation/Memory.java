package dev.holdfast.engine.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.model.StockModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened so far, for retries and for the moments at which something is due. */
final class Memory {

  final List<Create> creates = new ArrayList<>();
  final List<StockCommand> stock = new ArrayList<>();

  /** As last seen, the latest seen last. */
  final Map<HoldName, Hold> holds = new LinkedHashMap<>();

  /** Calls on holds that were there. */
  final List<Action.OnHold> parts = new ArrayList<>();

  /** Moments at which an identity is forgotten. */
  final List<Long> forgotten = new ArrayList<>();

  void note(Action action, long now) {
    switch (action) {
      case Action.OnHold(Create create) -> creates.add(create);
      case Action.OnHold part -> parts.add(part);
      case Action.OnStock(StockCommand command) -> {
        stock.add(command);
        forgotten.add(now + StockModel.IDENTITY_WINDOW_MILLIS);
      }
      case Action.Ask _, Action.Change _ -> {}
    }
  }

  void note(Answer<Hold> answer, long now) {
    if (answer instanceof Answer.Done<Hold>(Hold hold)) {
      HoldName name = new HoldName(hold.home(), hold.holdId());
      holds.remove(name);
      holds.put(name, hold);
      if (hold.state() != HoldState.HELD) {
        forgotten.add(now + StockModel.IDENTITY_WINDOW_MILLIS);
      }
    }
  }

  /** Deadlines of the holds that were alive when last seen. */
  List<Long> deadlines() {
    return holds.values().stream()
        .filter(hold -> hold.state() == HoldState.HELD)
        .map(Hold::expireMillis)
        .toList();
  }

  List<HoldName> names() {
    return List.copyOf(holds.keySet());
  }
}
