package dev.holdfast.engine.shard;

import dev.holdfast.engine.rows.HoldRow;
import dev.holdfast.engine.rows.Movement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the effects since the last {@link #clear} touched. Single writer. */
final class Touched implements RowListener {

  /** What became of a hold's row. */
  enum Touch {
    STATE,
    LINES,
    GONE
  }

  /** A position as it was before the effect at work. */
  private record Before(int row, long onHand, long held, long committed) {}

  private final Tables t;
  private final Map<HoldRow.Key, Touch> holds = new LinkedHashMap<>();
  private final BitSet positions = new BitSet();
  private final BitSet quotas = new BitSet();
  private final List<Movement> movements = new ArrayList<>();
  private final List<Before> before = new ArrayList<>();
  private int type;
  private HoldRow.@Nullable Key by;
  private String byText = "";
  private int byPool;
  private final List<Integer> quotasBy = new ArrayList<>();

  Touched(Tables tables) {
    t = tables;
  }

  /** Notes every row that there is. */
  void all() {
    positions.set(1, t.positions.end());
    quotas.set(1, t.quotas.end());
    for (int hold = 1; hold < t.holds.end(); hold++) {
      if (t.holds.isLive(hold)) {
        holds.put(key(hold), Touch.LINES);
      }
    }
  }

  void begin(int effectType) {
    type = effectType;
    by = null;
    byText = "";
    before.clear();
    quotasBy.clear();
  }

  @Override
  public void changing(int position) {
    positions.set(position);
    for (Before known : before) {
      if (known.row() == position) {
        return;
      }
    }
    before.add(
        new Before(
            position,
            t.positions.onHand(position),
            t.positions.held(position),
            t.positions.committed(position)));
  }

  void changingQuota(int row) {
    quotas.set(row);
    quotasBy.add(row);
  }

  void hold(int row) {
    boolean lines =
        switch (type) {
          case EffectType.PUT,
              EffectType.BEGIN,
              EffectType.SHIP,
              EffectType.CANCEL,
              EffectType.SHIP_INTENT,
              EffectType.SETTLE ->
              true;
          default -> false;
        };
    by = key(row);
    byText = HoldRows.text(t, t.holds.text(row));
    byPool = t.holds.pool(row);
    if (lines) {
      holds.put(by, Touch.LINES);
    } else {
      holds.putIfAbsent(by, Touch.STATE);
    }
  }

  void gone(int row) {
    by = key(row);
    byText = HoldRows.text(t, t.holds.text(row));
    byPool = t.holds.pool(row);
    holds.put(by, Touch.GONE);
  }

  private HoldRow.Key key(int row) {
    return new HoldRow.Key(
        t.holds.high(row), t.holds.low(row), t.holds.isIntent(row) ? t.holds.home(row) : -1);
  }

  /** Notes how the effect moved units; a count is worth noting even if it changed nothing. */
  void end() {
    boolean counted = type == EffectType.COUNT || type == EffectType.ADJUST;
    Positions p = t.positions;
    for (Before was : before) {
      int row = was.row();
      boolean moved =
          was.onHand() != p.onHand(row)
              || was.held() != p.held(row)
              || was.committed() != p.committed(row);
      if (moved || counted) {
        movements.add(movement(was));
      }
    }
  }

  private Movement movement(Before was) {
    Positions p = t.positions;
    int row = was.row();
    int quota = quota(p.sku(row));
    return new Movement(
        t.sequence,
        t.time,
        kind(type),
        by == null ? 0 : by.high(),
        by == null ? 0 : by.low(),
        byText,
        home(),
        by == null ? -1 : byPool,
        p.sku(row),
        p.location(row),
        was.onHand(),
        was.held(),
        was.committed(),
        p.onHand(row),
        p.held(row),
        p.committed(row),
        p.safety(row),
        quota == 0 ? 0 : t.quotas.since(quota),
        quota == 0 ? 0 : t.quotas.used(quota));
  }

  /** The quota's row that the effect changed for a SKU, or 0. */
  private int quota(int sku) {
    for (int row : quotasBy) {
      if (t.quotas.sku(row) == sku) {
        return row;
      }
    }
    return 0;
  }

  private int home() {
    if (by == null) {
      return -1;
    }
    return by.home() < 0 ? t.shard : by.home();
  }

  private static Movement.Kind kind(int effectType) {
    for (Movement.Kind kind : Movement.Kind.values()) {
      if (kind.number() == effectType) {
        return kind;
      }
    }
    throw new IllegalStateException("effect type " + effectType + " moves no units");
  }

  Map<HoldRow.Key, Touch> holds() {
    return holds;
  }

  BitSet positions() {
    return positions;
  }

  BitSet quotas() {
    return quotas;
  }

  List<Movement> movements() {
    return movements;
  }

  void clear() {
    holds.clear();
    positions.clear();
    quotas.clear();
    movements.clear();
  }
}
