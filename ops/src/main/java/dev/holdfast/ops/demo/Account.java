package dev.holdfast.ops.demo;

import dev.holdfast.client.Backing;
import dev.holdfast.client.HoldLine;
import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One hold in the ledger: the newest answer and the units that certainly stand behind it now. To be
 * used under the ledger's lock.
 */
final class Account {

  private HoldView view;
  private Map<Shelf, Long> taken = Map.of();

  Account(HoldView view) {
    this.view = view;
  }

  HoldView view() {
    return view;
  }

  void show(HoldView answer) {
    view = answer;
  }

  Map<Shelf, Long> taken() {
    return taken;
  }

  void take(Map<Shelf, Long> units) {
    taken = units;
  }

  /**
   * Units that are out of sale for good or for now: shipped ones count, because the supply that
   * they are compared with counts them too.
   */
  static Map<Shelf, Long> certain(HoldView view, Instant now) {
    boolean alive = view.state() == HoldState.HELD && view.expireTime().isAfter(now);
    Map<Shelf, Long> units = new HashMap<>();
    if (alive || view.state() == HoldState.CONFIRMED) {
      for (HoldLine line : view.lines()) {
        add(units, line, line.quantity() - line.cancelledQuantity());
      }
    }
    return units;
  }

  /** Units that stand behind the hold and have not left. */
  static Map<Shelf, Long> reserved(HoldView view) {
    Map<Shelf, Long> units = new HashMap<>();
    if (view.state() == HoldState.HELD || view.state() == HoldState.CONFIRMED) {
      for (HoldLine line : view.lines()) {
        add(units, line, line.quantity() - line.cancelledQuantity() - line.shippedQuantity());
      }
    }
    return units;
  }

  static Map<Shelf, Long> shipped(HoldView view) {
    Map<Shelf, Long> units = new HashMap<>();
    view.lines().forEach(line -> add(units, line, line.shippedQuantity()));
    return units;
  }

  /**
   * Which of several backings a part of a line stands on, only the grid knows; so the demo ships
   * and cancels such lines whole, and here a part of one is none of it.
   */
  private static void add(Map<Shelf, Long> units, HoldLine line, long part) {
    if (part == line.quantity()) {
      for (Backing backing : line.backings()) {
        units.merge(new Shelf(line.sku(), backing.location()), backing.quantity(), Long::sum);
      }
    } else if (part > 0 && line.backings().size() == 1) {
      units.merge(new Shelf(line.sku(), line.backings().getFirst().location()), part, Long::sum);
    }
  }
}
