package dev.holdfast.engine.simulation;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.model.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must be true of the subject's answers alone, whatever the model says: a mistake that both
 * share shows here. I1: no grant takes more than is free. I3: what is reserved is what the living
 * holds say. I4: one grant for each identity.
 */
final class Invariants {

  private record Place(String sku, String location) {}

  private final Subject subject;
  private final Map<HoldName, Hold> grants = new HashMap<>();
  private final Map<HoldName, HoldState> states = new HashMap<>();

  Invariants(Subject subject) {
    this.subject = subject;
  }

  /** What is broken by the answer to a command, or empty. */
  String broken(HoldCommand command, Answer<Hold> answer, long now) {
    if (!(answer instanceof Answer.Done<Hold>(Hold hold))) {
      return "";
    }
    HoldName name = new HoldName(hold.home(), hold.holdId());
    HoldState before = states.put(name, hold.state());
    Hold grant = grants.get(name);
    return switch (command) {
      case Create _ when grant == null || grant.createMillis() != hold.createMillis() -> {
        grants.put(name, hold);
        yield oversold(hold, now);
      }
      case Create _ -> grant.revision().equals(hold.revision()) ? "" : "I4: two grants of " + name;
      case Confirm _ when before == HoldState.EXPIRED -> oversold(hold, now);
      case HoldCommand _ -> "";
    };
  }

  private String oversold(Hold hold, long now) {
    Map<Place, Position> positions = positions(now);
    for (HoldLine line : hold.lines()) {
      long backed = line.backings().stream().mapToLong(Backing::quantity).sum();
      if (backed != line.quantity()) {
        return "I1: " + backed + " units stand behind " + line;
      }
      for (Backing backing : line.backings()) {
        Position position = positions.get(new Place(line.sku(), backing.location()));
        if (position == null || position.free() < 0) {
          return "I1: the grant took more than was free: " + position;
        }
      }
    }
    return "";
  }

  /** What is broken in the whole state, or empty. */
  String broken(long now) {
    Map<Place, Long> held = new HashMap<>();
    Map<String, Long> committed = new HashMap<>();
    for (Hold hold : holds(now)) {
      for (HoldLine line : hold.lines()) {
        if (hold.state() == HoldState.HELD) {
          for (Backing backing : line.backings()) {
            held.merge(new Place(line.sku(), backing.location()), backing.quantity(), Long::sum);
          }
        } else if (hold.state() == HoldState.CONFIRMED) {
          long left = line.quantity() - line.shipped() - line.cancelled();
          committed.merge(line.sku(), left, Long::sum);
        }
      }
    }
    for (Map.Entry<Place, Position> entry : positions(now).entrySet()) {
      if (entry.getValue().held() != held.getOrDefault(entry.getKey(), 0L)) {
        return "I3: the holds say " + held + ", not " + entry.getValue();
      }
      committed.merge(entry.getKey().sku(), -entry.getValue().committed(), Long::sum);
    }
    return committed.values().stream().allMatch(units -> units == 0)
        ? ""
        : "I3: the holds and the positions differ in what is committed by " + committed;
  }

  private List<Hold> holds(long now) {
    List<Hold> holds = new ArrayList<>();
    for (HoldName name : grants.keySet()) {
      if (subject.hold(new Get(name), now) instanceof Answer.Done<Hold>(Hold hold)) {
        holds.add(hold);
        states.put(name, hold.state());
      }
    }
    return holds;
  }

  private Map<Place, Position> positions(long now) {
    Map<Place, Position> positions = new HashMap<>();
    if (subject.availability(Places.ALL, Places.SKUS, true, now)
        instanceof Answer.Done<List<Availability>>(List<Availability> items)) {
      for (Availability item : items) {
        item.positions().forEach(p -> positions.put(new Place(p.sku(), p.location()), p));
      }
    }
    return positions;
  }
}
