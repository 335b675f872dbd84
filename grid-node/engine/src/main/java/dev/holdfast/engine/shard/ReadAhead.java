package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;

/**
 * Reads what is going to be needed, stage by stage for a whole group, and does nothing with it. A
 * decision visits half a dozen places in memory, each known only from the one before; decided one
 * after the other, the core waits for every one of them, read like this the waits of a group pass
 * together (S. Chen, A. Ailamaki, P. Gibbons, T. Mowry, "Improving Hash Join Performance through
 * Prefetching", ICDE 2004). For that no stage may branch on what it reads: it only reads, and the
 * next stage finds it close. Single writer.
 */
final class ReadAhead {
  /** Commands, or rows of a list, that are looked at together. */
  static final int GROUP = 64;

  private final Tables t;
  private final Holds holds;
  private final int[] hash = new int[GROUP];
  private final int[] row = new int[GROUP];
  private final int[] line = new int[GROUP];
  private final int[] text = new int[GROUP];
  private final int[] extra = new int[GROUP];
  private final Wishes wishes;

  /** What was read, so that the compiler does not leave the reading out. */
  private long read;

  ReadAhead(Tables tables) {
    t = tables;
    holds = tables.holds;
    wishes = new Wishes(tables);
  }

  /** Reads ahead for the next group at the cursor, which stays; answers how many they are. */
  int commands(Frame in, Catalogue catalogue) {
    int at = in.cursor();
    int count = 0;
    int keys = 0;
    int extras = 0;
    wishes.clear(in);
    while (count < GROUP && in.hasRemaining()) {
      int length = in.getInt();
      int end = in.cursor() + length;
      int type = in.getByte();
      in.getByte();
      if (type <= CommandType.LAST_ON_A_HOLD) {
        hash[keys] = RowIndex.hash(in.getLong(), in.getLong(), 0);
        read += holds.index().slot(hash[keys]);
        extra[extras] = keys++;
        extras += ofConfirmed(type) ? 1 : 0;
      }
      if (type == CommandType.CREATE) {
        wishes.create(catalogue);
      } else if (type == CommandType.COUNT) {
        wishes.count();
      }
      in.seek(end);
      count++;
    }
    in.seek(at);
    for (int i = 0; i < keys; i++) {
      row[i] = holds.index().first(hash[i]);
    }
    read += wishes.names();
    rows(row, keys);
    for (int i = 0; i < extras; i++) {
      read += holds.touchExtra(row[extra[i]]);
    }
    read += wishes.slots();
    units(row, keys);
    names(row, keys);
    read += wishes.positions(catalogue);
    return count;
  }

  /** Whether a command is about the order or the marks of a hold. */
  private static boolean ofConfirmed(int type) {
    return type == CommandType.CONFIRM || type == CommandType.SHIP || type == CommandType.CANCEL;
  }

  /** Reads ahead for holds whose time has come. */
  void expired(int[] expired, int count) {
    rows(expired, count);
    units(expired, count);
  }

  /** Reads ahead for ended holds whose rows are given back. */
  void forgotten(int[] ended, int count) {
    rows(ended, count);
    for (int i = 0; i < count; i++) {
      read += holds.index().slot(holds.hash(ended[i]));
      int second = t.lines.next(holds.firstLine(ended[i]));
      read += holds.touchRow(second) + t.texts.touch(holds.text(ended[i]));
    }
  }

  /** Row 0 stands for none and may be read. */
  private void rows(int[] of, int count) {
    for (int i = 0; i < count; i++) {
      read += holds.touch(of[i]);
    }
  }

  /** Where the units stand, of the first two lines. */
  private void units(int[] of, int count) {
    for (int i = 0; i < count; i++) {
      int first = holds.firstLine(of[i]);
      line[i] = t.lines.next(first);
      read += holds.touchRow(line[i]) + t.texts.touch(holds.text(of[i]));
      read += t.positions.touch(t.backings.position(first));
    }
    for (int i = 0; i < count; i++) {
      read += t.positions.touch(t.backings.position(line[i]));
    }
  }

  /** The names of SKUs that answers are going to show. */
  private void names(int[] of, int count) {
    for (int i = 0; i < count; i++) {
      text[i] = t.names.start(t.lines.sku(holds.firstLine(of[i])));
    }
    for (int i = 0; i < count; i++) {
      read += t.names.textAt(text[i]);
    }
  }
}
