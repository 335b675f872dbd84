package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;

/**
 * The SKUs that a group of commands asks for, for {@link ReadAhead}: stage by stage their names,
 * and their positions at the locations where the decision is going to look. Single writer.
 */
final class Wishes {
  private static final int MOST = 2 * ReadAhead.GROUP;
  private static final int[] NOWHERE_ELSE = {};

  private final Tables t;
  private final int[] textAt = new int[MOST];
  private final int[] textLength = new int[MOST];
  private final long[] nameSlot = new long[MOST];
  private final int[] location = new int[MOST];
  private final int[][] order = new int[MOST][];
  private final int[] sku = new int[MOST];
  private final int[] hash = new int[MOST];
  private Frame in = new Frame(0);
  private int count;

  Wishes(Tables tables) {
    t = tables;
  }

  void clear(Frame commands) {
    in = commands;
    count = 0;
  }

  /** Notes the lines of a create; the cursor is behind the key. */
  void create(Catalogue catalogue) {
    in.skip(in.getByte());
    in.getLong();
    PoolPlan plan = catalogue.planOrNull(in.getInt());
    in.getByte();
    long region = in.getLong();
    in.getLong();
    int[] locations = plan == null ? NOWHERE_ELSE : plan.order(region);
    if (locations.length == 0) {
      return;
    }
    for (int n = in.getInt(); n > 0 && count < MOST; n--) {
      in.getInt();
      name();
      in.getInt();
      int pin = in.getInt();
      location[count] = pin < 0 ? locations[0] : pin;
      order[count++] = locations;
    }
  }

  /** Notes a count. */
  void count() {
    if (count < MOST) {
      name();
      location[count] = in.getInt();
      order[count++] = NOWHERE_ELSE;
    }
  }

  private void name() {
    int length = in.getByte();
    int at = in.skip(length);
    textAt[count] = at;
    textLength[count] = length;
    hash[count] = NameTable.hash(in.array(), at, length);
  }

  /** First stage: where the table has the names. */
  long nameSlots() {
    long read = 0;
    for (int i = 0; i < count; i++) {
      nameSlot[i] = t.names.slot(hash[i]);
      read += nameSlot[i];
    }
    return read;
  }

  /** Second stage: the texts of names. */
  long names() {
    long read = 0;
    for (int i = 0; i < count; i++) {
      read += t.names.text(nameSlot[i]);
    }
    return read;
  }

  /** Third stage: where the index has the positions. */
  long slots() {
    for (int i = 0; i < count; i++) {
      sku[i] = t.names.find(in.array(), textAt[i], textLength[i]);
      hash[i] = Positions.hash(sku[i], location[i]);
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      read += t.positions.index().slot(hash[i]);
    }
    return read;
  }

  /** Fourth stage: the positions, and where nothing is free, the ones at the next location. */
  long positions(Catalogue catalogue) {
    for (int i = 0; i < count; i++) {
      location[i] = t.positions.index().first(hash[i]);
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      read += t.positions.touch(location[i]);
    }
    int elsewhere = 0;
    for (int i = 0; i < count; i++) {
      int position = location[i];
      if (order[i].length == 0) {
        read += t.sources.version(t.positions.source(position));
      } else if (order[i].length > 1 && Allocation.free(t, catalogue, position) <= 0) {
        hash[elsewhere] = Positions.hash(sku[i], order[i][1]);
        read += t.positions.index().slot(hash[elsewhere++]);
      }
    }
    for (int i = 0; i < elsewhere; i++) {
      read += t.positions.touch(t.positions.index().first(hash[i]));
    }
    return read;
  }
}
