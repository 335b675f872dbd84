package dev.holdfast.engine.model;

import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.Shortage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Works out which backings a shipment or a cancellation takes: lines of the SKU in order, backings
 * of a line in order. Nothing changes until {@link #apply}.
 */
final class Parts {

  private record Take(ModelBacking backing, PositionKey position, long units) {}

  private final Stock stock;
  private final boolean leaving;
  private final List<Take> takes = new ArrayList<>();
  private final List<Shortage> shortages = new ArrayList<>();
  private final Map<ModelBacking, Long> takenFrom = new HashMap<>();
  private final Map<PositionKey, Long> takenAt = new HashMap<>();

  /**
   * @param leaving the units leave, so that no more can go than is on hand
   */
  Parts(Stock stock, ModelHold hold, List<Part> parts, boolean leaving) {
    this.stock = stock;
    this.leaving = leaving;
    if (parts.isEmpty()) {
      for (ModelLine line : hold.lines) {
        long wanted = hold.left() == 0 ? line.quantity() : line.left();
        take(List.of(line), line.wish.sku(), line.wish.location(), wanted);
      }
    }
    for (Part part : parts) {
      List<ModelLine> lines =
          hold.lines.stream().filter(line -> line.wish.sku().equals(part.sku())).toList();
      take(lines, part.sku(), "", part.quantity());
    }
  }

  private void take(List<ModelLine> lines, String sku, String pin, long wanted) {
    long missing = wanted;
    for (ModelLine line : lines) {
      for (ModelBacking backing : line.backings) {
        PositionKey position = new PositionKey(sku, backing.location);
        long there = backing.left() - takenFrom.getOrDefault(backing, 0L);
        if (leaving) {
          long onHand = stock.positions.get(position).onHand - takenAt.getOrDefault(position, 0L);
          there = Math.min(there, onHand);
        }
        long units = Math.min(missing, there);
        if (units > 0) {
          takes.add(new Take(backing, position, units));
          takenFrom.merge(backing, units, Long::sum);
          takenAt.merge(position, units, Long::sum);
          missing -= units;
        }
      }
    }
    if (missing > 0) {
      shortages.add(new Shortage(sku, pin, wanted, wanted - missing));
    }
  }

  List<Shortage> shortages() {
    return shortages;
  }

  void apply() {
    for (Take take : takes) {
      if (leaving) {
        take.backing.shipped += take.units;
        stock.positions.get(take.position).onHand -= take.units;
      } else {
        take.backing.cancelled += take.units;
      }
    }
  }
}
