package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;

/**
 * The SKUs that a group of commands asks for, for {@link ReadAhead}: stage by stage their names,
 * and their positions at the locations where the decision is going to look. Single writer.
 */
final class Wishes {
  private static final int MOST = 2 * ReadAhead.GROUP;
  private static final int NOWHERE = -1;

  private final Tables t;
  private final int[] textAt = new int[MOST];
  private final int[] textLength = new int[MOST];
  private final long[] nameSlot = new long[MOST];
  private final int[] location = new int[MOST];

  /** Where the decision looks if the first location has nothing, if it does. */
  private final int[] otherwise = new int[MOST];

  private final int[] sku = new int[MOST];
  private final int[] hash = new int[MOST];
  private final int[] position = new int[MOST];
  private final int[] counted = new int[MOST];
  private Frame in = new Frame(0);
  private int count;
  private int counts;
  private int next;

  Wishes(Tables tables) {
    t = tables;
  }

  void clear(Frame commands) {
    in = commands;
    count = 0;
    counts = 0;
    next = 0;
  }

  /** Notes the lines of a create; the cursor is behind the key. */
  void create(Catalogue catalogue) {
    in.skip(in.getByte());
    in.getLong();
    PoolPlan plan = catalogue.planOrNull(in.getInt());
    in.getByte();
    long region = in.getLong();
    in.getLong();
    if (plan == null) {
      return;
    }
    int[] order = plan.order(region);
    if (order.length == 0) {
      return;
    }
    int second = order.length == 1 ? NOWHERE : order[1];
    for (int n = in.getInt(); n > 0 && count < MOST; n--) {
      in.getInt();
      name();
      in.getInt();
      int pin = in.getInt();
      location[count] = pin < 0 ? order[0] : pin;
      otherwise[count++] = pin < 0 ? second : NOWHERE;
    }
  }

  /** Notes a count. */
  void count() {
    if (count < MOST) {
      name();
      location[count] = in.getInt();
      otherwise[count] = NOWHERE;
      counted[counts++] = count++;
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

  /** Third stage: where the index has the positions, and the texts again, by their numbers. */
  long slots() {
    for (int i = 0; i < count; i++) {
      sku[i] = t.names.find(hash[i], in.array(), textAt[i], textLength[i]);
      hash[i] = Positions.hash(sku[i], location[i]);
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      read += t.positions.index().slot(hash[i]);
    }
    for (int i = 0; i < count; i++) {
      read += t.names.touch(Math.max(0, sku[i]));
    }
    return read;
  }

  /** Fourth stage: the positions. */
  long find() {
    for (int i = 0; i < count; i++) {
      position[i] = t.positions.index().first(hash[i]);
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      read += t.positions.touch(position[i]);
    }
    return read;
  }

  /** Fifth stage: what counted them last, and where nothing is free, the next location. */
  long positions(Catalogue catalogue) {
    long read = 0;
    for (int i = 0; i < counts; i++) {
      read += t.sources.version(t.positions.source(position[counted[i]]));
    }
    int elsewhere = 0;
    for (int i = 0; i < count; i++) {
      hash[elsewhere] = Positions.hash(sku[i], otherwise[i]);
      boolean free = Allocation.free(t, catalogue, position[i]) > 0;
      elsewhere += free || otherwise[i] == NOWHERE ? 0 : 1;
    }
    for (int i = 0; i < elsewhere; i++) {
      read += t.positions.index().slot(hash[i]);
    }
    for (int i = 0; i < elsewhere; i++) {
      read += t.positions.touch(t.positions.index().first(hash[i]));
    }
    return read;
  }

  /**
   * The number of the SKU whose name stands at a place of the commands, or -1 if it had none when
   * the group was read. The decisions ask in the order of the commands, and not for all.
   */
  int sku(int at) {
    while (next < count && textAt[next] < at) {
      next++;
    }
    if (next == count || textAt[next] != at) {
      return -1;
    }
    t.positions.expect(position[next]);
    return sku[next];
  }
}
