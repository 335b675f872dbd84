package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;

/**
 * Reads what the next commands are going to need, stage by stage for a group of them, and does
 * nothing with it. A hold is half a dozen places in memory, each known only from the one before;
 * read one hold after the other, the core waits for every one of them, read like this the waits of
 * a group pass together (S. Chen, A. Ailamaki, P. Gibbons, T. Mowry, "Improving Hash Join
 * Performance through Prefetching", ICDE 2004). Single writer.
 */
final class ReadAhead {
  /** Commands, or rows of a list, that are looked at together. */
  static final int GROUP = 64;

  private final Tables t;
  private final Holds holds;
  private final long[] high = new long[GROUP];
  private final long[] low = new long[GROUP];
  private final int[] first = new int[GROUP];
  private final int[] row = new int[GROUP];
  private final int[] sku = new int[GROUP];
  private final int[][] order = new int[GROUP][];
  private final int[] backing = new int[GROUP];
  private int count;
  private int skus;

  /** What was read, so that the compiler does not leave the reading out. */
  private long read;

  ReadAhead(Tables tables) {
    t = tables;
    holds = tables.holds;
  }

  /** Reads ahead for the next group at the cursor, which stays; answers how many they are. */
  int commands(Frame in, Catalogue catalogue) {
    int at = in.cursor();
    count = 0;
    skus = 0;
    while (count < GROUP && in.hasRemaining()) {
      int length = in.getInt();
      int end = in.cursor() + length;
      int type = in.getByte();
      in.getByte();
      if (type <= CommandType.LAST_ON_A_HOLD) {
        high[count] = in.getLong();
        low[count] = in.getLong();
      }
      if (type == CommandType.CREATE) {
        firstSku(in, catalogue);
      }
      in.seek(end);
      count++;
    }
    in.seek(at);
    findRows();
    followRows();
    positions();
    return count;
  }

  /** Notes the first SKU of a create and where its pool looks; the cursor is behind the key. */
  private void firstSku(Frame in, Catalogue catalogue) {
    Desk.skipText(in);
    in.getLong();
    PoolPlan plan = catalogue.planOrNull(in.getInt());
    in.getByte();
    long region = in.getLong();
    in.getLong();
    if (plan == null || in.getInt() == 0) {
      return;
    }
    in.getInt();
    int length = in.getByte();
    sku[skus] = t.names.find(in.array(), in.skip(length), length);
    order[skus++] = plan.order(region);
  }

  /** Reads ahead for rows of a list, from one of them on. */
  void list(int from) {
    count = 0;
    for (int hold = from; hold != 0 && count < GROUP; hold = holds.next(hold)) {
      row[count] = hold;
      first[count++] = holds.bucketHead(holds.high(hold), holds.low(hold));
    }
    for (int i = 0; i < count; i++) {
      read += holds.chained(first[i]);
    }
    followRows();
  }

  private void findRows() {
    for (int i = 0; i < count; i++) {
      first[i] = holds.bucketHead(high[i], low[i]);
    }
    for (int i = 0; i < count; i++) {
      int head = first[i];
      row[i] = holds.low(head) == low[i] ? head : holds.chained(head);
    }
  }

  /** The rows, then what hangs on them; row 0 stands for none and may be read. */
  private void followRows() {
    for (int i = 0; i < count; i++) {
      first[i] = holds.line(row[i]);
      read += holds.low(row[i]) + holds.region(row[i]);
    }
    for (int i = 0; i < count; i++) {
      backing[i] = t.lines.backing(first[i]);
      read += holds.previous(holds.next(row[i])) + holds.next(holds.previous(row[i]));
    }
    for (int i = 0; i < count; i++) {
      first[i] = t.backings.position(backing[i]);
    }
    for (int i = 0; i < count; i++) {
      read += t.positions.held(first[i]) + t.positions.location(first[i]);
    }
  }

  private void positions() {
    for (int i = 0; i < skus; i++) {
      first[i] = order[i].length == 0 ? 0 : t.positions.bucketHead(sku[i], order[i][0]);
    }
    for (int i = 0; i < skus; i++) {
      read += t.positions.held(first[i]) + t.positions.location(first[i]);
    }
  }
}
