package dev.holdfast.engine.shard;

import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.Shortfall;
import dev.holdfast.engine.Shortfall.Standing;
import dev.holdfast.engine.ShortfallQuery;
import dev.holdfast.engine.catalogue.Catalogue;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * Finds where more is promised than is on hand, then the holds that stand there, some rows at a
 * time: no index leads from a position to its holds, so every hold of the shard is looked at once.
 * Runs on the shard's writer.
 */
public final class ShortfallListing {
  /** Lines and backings that one step reads, and the last hold's beyond it. */
  private static final int LINES = 4_000;

  private static final Comparator<Standing> OLDEST_FIRST =
      Comparator.comparingLong(Standing::createMillis)
          .thenComparing(standing -> standing.name().text());

  private final Tables t;
  private final Listing holds;
  private final Map<Integer, Found> found = new LinkedHashMap<>();
  private final BitSet wanted = new BitSet();

  /** A position that falls short, and what has been found there; the newest hold on top. */
  private static final class Found {
    private final Position position;
    private final PriorityQueue<Standing> oldest = new PriorityQueue<>(OLDEST_FIRST.reversed());
    private long count;

    private Found(Position position) {
      this.position = position;
    }

    private void add(Standing standing) {
      count++;
      oldest.add(standing);
      if (oldest.size() > Shortfall.MOST_HOLDS) {
        oldest.poll();
      }
    }

    private Shortfall shortfall() {
      return new Shortfall(position, oldest.stream().sorted(OLDEST_FIRST).toList(), count);
    }
  }

  ShortfallListing(Tables tables) {
    this.t = tables;
    this.holds = new Listing(tables, Catalogue.empty());
  }

  /**
   * Looks for short positions in up to {@link Listing#ROWS} rows.
   *
   * @param catalogue as it is now: the shard may have seen a newer one since the step before
   * @param from the first row, from 1
   * @param most stops when this many were found in all
   * @return the row to go on with, or 0 at the end
   */
  public int positions(ShortfallQuery query, Catalogue catalogue, int from, int most) {
    int end = Math.min(t.positions.end(), from + Listing.ROWS);
    int row = from;
    for (; row < end && found.size() < most; row++) {
      Positions p = t.positions;
      if (p.held(row) + p.committed(row) > p.onHand(row) && matches(query, catalogue, row)) {
        found.put(row, new Found(position(catalogue, row)));
        wanted.set(row);
      }
    }
    return row < t.positions.end() ? row : 0;
  }

  /** How many short positions were found so far. */
  public int count() {
    return found.size();
  }

  private boolean matches(ShortfallQuery query, Catalogue catalogue, int row) {
    return (query.location().isEmpty() || query.location().equals(location(catalogue, row)))
        && (query.sku().isEmpty() || query.sku().equals(t.names.get(t.positions.sku(row))));
  }

  private Position position(Catalogue catalogue, int row) {
    Positions p = t.positions;
    return new Position(
        t.names.get(p.sku(row)),
        location(catalogue, row),
        p.onHand(row),
        Allocation.safety(t, catalogue, row),
        p.held(row),
        p.committed(row),
        new Revision(t.shard, t.epoch, t.sequence));
  }

  private String location(Catalogue catalogue, int row) {
    return catalogue.locationNames().get(t.positions.location(row));
  }

  /**
   * Looks for holds at the positions found, in up to {@link Listing#ROWS} rows.
   *
   * @param from the first row, from 1
   * @return the row to go on with, or 0 at the end
   */
  public int standing(int from) {
    int end = Math.min(t.holds.end(), from + Listing.ROWS);
    int row = from;
    for (int read = 0; row < end && read < LINES; row++) {
      if (t.holds.isLive(row) && t.owns(row) && isAlive(t.holds.state(row))) {
        read += stands(row);
      }
    }
    return row < t.holds.end() ? row : 0;
  }

  private static boolean isAlive(int state) {
    return state == Holds.HELD || state == Holds.CONFIRMED;
  }

  private int stands(int row) {
    int read = 0;
    Map<Integer, Long> units = Map.of();
    for (int line = t.holds.line(row); line != 0; line = t.lines.next(line)) {
      for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
        read++;
        int position = t.position(line, b);
        if (wanted.get(position) && t.backings.left(b) > 0) {
          units = units.isEmpty() ? new LinkedHashMap<>() : units;
          units.merge(position, (long) t.backings.left(b), Long::sum);
        }
      }
    }
    if (!units.isEmpty()) {
      int home = t.holds.isIntent(row) ? t.holds.home(row) : t.shard;
      HoldName name = new HoldName(home, holds.holdId(row));
      HoldState state = holds.state(row);
      long made = t.holds.createMillis(row);
      units.forEach((at, left) -> at(at).add(new Standing(name, left, state, made)));
    }
    return read;
  }

  private Found at(int position) {
    return Objects.requireNonNull(found.get(position));
  }

  /** What was found, by position. */
  public List<Shortfall> shortfalls() {
    return found.values().stream().map(Found::shortfall).toList();
  }
}
