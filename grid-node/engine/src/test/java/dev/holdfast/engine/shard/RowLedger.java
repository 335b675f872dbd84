package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.AdjustmentRow;
import dev.holdfast.engine.rows.Changes;
import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.Movement;
import dev.holdfast.engine.rows.NameRow;
import dev.holdfast.engine.rows.PositionRow;
import dev.holdfast.engine.rows.QuotaRow;
import dev.holdfast.engine.rows.ShardRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the rows of one shard as a database would, and makes the shard from them again. */
final class RowLedger {

  private record Place(int sku, int location) {}

  private record Quota(int pool, int sku) {}

  private final List<NameRow> names = new ArrayList<>();
  private final Map<Place, PositionRow> positions = new HashMap<>();
  private final Map<HoldRow.Key, HoldRow> holds = new LinkedHashMap<>();
  private final List<AdjustmentRow> adjustments = new ArrayList<>();
  private final Map<Quota, QuotaRow> quotas = new HashMap<>();
  private final Map<Place, Movement> latest = new HashMap<>();
  private ShardRow at;

  RowLedger(int shard) {
    at = new ShardRow(shard, 0, 0, 0, 0, 0);
  }

  /** Takes changes; what is wrong with them, or empty. */
  String take(Changes changes) {
    at = changes.at();
    names.addAll(changes.names());
    changes.positions().forEach(row -> positions.put(new Place(row.sku(), row.location()), row));
    for (HoldRow row : changes.holds()) {
      HoldRow before = holds.put(row.key(), row);
      boolean kept =
          before != null
              && before.lines().equals(row.lines())
              && before.marks().equals(row.marks());
      if (changes.sameLines().contains(row.key()) && !kept) {
        return "lines said to be the same are not: " + before + " and " + row;
      }
    }
    changes.gone().forEach(holds::remove);
    adjustments.addAll(changes.adjustments());
    changes.quotas().forEach(row -> quotas.put(new Quota(row.pool(), row.sku()), row));
    return changes.movements().stream()
        .map(this::follow)
        .filter(s -> !s.isEmpty())
        .findFirst()
        .orElseGet(this::ends);
  }

  /** Each movement starts where the one before it ended. */
  private String follow(Movement next) {
    Movement before = latest.put(new Place(next.sku(), next.location()), next);
    boolean follows =
        before == null
            ? next.onHandBefore() == 0 && next.heldBefore() == 0 && next.committedBefore() == 0
            : next.onHandBefore() == before.onHand()
                && next.heldBefore() == before.held()
                && next.committedBefore() == before.committed();
    return follows ? "" : "movement " + next + " does not follow " + before;
  }

  private String ends() {
    for (Map.Entry<Place, PositionRow> entry : positions.entrySet()) {
      PositionRow row = entry.getValue();
      Movement last = latest.get(entry.getKey());
      if (last == null
          || last.onHand() != row.onHand()
          || last.held() != row.held()
          || last.committed() != row.committed()) {
        return "the movements end at " + last + ", not at " + row;
      }
    }
    return "";
  }

  Shard restore(ShardLimits limits) {
    Restoration restoration = new Restoration(at, limits, new HeapArchive(), lateMillis -> {});
    names.forEach(restoration::name);
    positions.values().forEach(restoration::position);
    holds.values().stream()
        .sorted(Comparator.comparingLong(HoldRow::endMillis))
        .forEach(restoration::hold);
    adjustments.forEach(restoration::adjustment);
    quotas.values().forEach(restoration::quota);
    return restoration.shard();
  }
}
