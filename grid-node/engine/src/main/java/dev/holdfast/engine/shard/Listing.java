package dev.holdfast.engine.shard;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldQuery;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.catalogue.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the holds of a shard in the words of the domain, some rows at a time, so that other work
 * gets its turn between two steps. A live hold keeps its row as long as the shard is open. Runs on
 * the shard's writer.
 */
public final class Listing {
  /** Rows that one step looks at. */
  public static final int ROWS = 1_000;

  /** Lines and backings that one step reads, and the last hold's beyond it. */
  private static final int LINES = 2_000;

  private static final HoldState[] STATES = HoldState.values();

  private final Tables t;
  private final Catalogue catalogue;
  private final Frame text = new Frame(Texts.LONGEST + 1);
  private int read;

  Listing(Tables tables, Catalogue catalogue) {
    this.t = tables;
    this.catalogue = catalogue;
  }

  /**
   * Looks at up to {@link #ROWS} rows.
   *
   * @param from the first row, from 1
   * @param into gets the holds that match, until it has {@link HoldQuery#most}
   * @return the row to go on with, or 0 at the end
   */
  public int holds(HoldQuery query, int from, List<Hold> into) {
    byte[] order = query.orderId().getBytes(StandardCharsets.UTF_8);
    int sku = number(query.sku());
    read = 0;
    int end = Math.min(t.holds.end(), from + ROWS);
    int row = query.sku().isEmpty() || sku >= 0 ? from : t.holds.end();
    while (row < end && into.size() < query.most() && read < LINES) {
      if (isHold(row) && matches(query, order, sku, row)) {
        into.add(hold(row));
      }
      row++;
    }
    return row < t.holds.end() ? row : 0;
  }

  private int number(String sku) {
    byte[] utf8 = sku.getBytes(StandardCharsets.UTF_8);
    return t.names.find(utf8, 0, utf8.length);
  }

  private boolean isHold(int row) {
    return t.holds.isLive(row) && !t.holds.isIntent(row) && t.holds.state(row) != Holds.OPENING;
  }

  private boolean matches(HoldQuery query, byte[] order, int sku, int row) {
    return (query.state() == null || query.state() == state(row))
        && (query.pool().isEmpty() || query.pool().equals(pool(row)))
        && (order.length == 0 || t.holds.isOrder(row, order, 0, order.length))
        && (query.sku().isEmpty() || hasLineOf(row, sku));
  }

  private boolean hasLineOf(int row, int sku) {
    for (int line = t.holds.line(row); line != 0; line = t.lines.next(line)) {
      read++;
      if (t.lines.sku(line) == sku) {
        return true;
      }
    }
    return false;
  }

  HoldState state(int row) {
    return STATES[t.holds.state(row) - 1];
  }

  private String pool(int row) {
    return catalogue.poolNames().get(t.holds.pool(row));
  }

  /** The hold_id of a hold or intent. */
  String holdId(int row) {
    return HoldKey.text(t.holds.high(row), t.holds.low(row), text(t.holds.text(row)));
  }

  private String text(int row) {
    text.clear();
    t.texts.write(row, text);
    return text.getText();
  }

  private Hold hold(int row) {
    Holds h = t.holds;
    List<HoldLine> lines = new ArrayList<>();
    for (int line = h.line(row); line != 0; line = t.lines.next(line)) {
      lines.add(line(line));
    }
    return new Hold(
        holdId(row),
        t.shard,
        pool(row),
        state(row),
        lines,
        h.createMillis(row),
        h.expireMillis(row),
        HoldRows.order(t, row),
        h.has(row, Holds.SYNCED) ? AckLevel.SYNCED : AckLevel.REPLICATED,
        new Revision(t.shard, h.lastEpoch(row), h.lastSequence(row)));
  }

  private HoldLine line(int line) {
    read++;
    List<Backing> backings = new ArrayList<>();
    long shipped = 0;
    long cancelled = 0;
    for (int b = t.lines.backing(line); b != 0; b = t.backings.next(b)) {
      read++;
      backings.add(new Backing(location(t.backings.location(b)), t.backings.quantity(b)));
      shipped += t.backings.shipped(b);
      cancelled += t.backings.cancelled(b);
    }
    int pin = t.lines.pin(line);
    return new HoldLine(
        t.names.get(t.lines.sku(line)),
        t.lines.requested(line),
        t.lines.quantity(line),
        shipped,
        cancelled,
        pin < 0 ? "" : location(pin),
        backings);
  }

  private String location(int number) {
    return catalogue.locationNames().get(number);
  }
}
