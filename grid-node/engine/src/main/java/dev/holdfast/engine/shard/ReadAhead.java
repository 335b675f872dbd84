package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;

/**
 * Reads what is going to be needed, stage by stage for a whole group, and does nothing with it. A
 * decision visits half a dozen places in memory, each known only from the one before; decided one
 * after the other, the core waits for every one of them, read like this the waits of a group pass
 * together (S. Chen, A. Ailamaki, P. Gibbons, T. Mowry, "Improving Hash Join Performance through
 * Prefetching", ICDE 2004). For that no stage may branch on what it reads, and a stage that waits
 * does nothing else: what lies between two reads takes the core's room for further ones. Single
 * writer.
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
    read += slots(keys) + wishes.nameSlots();
    for (int i = 0; i < keys; i++) {
      row[i] = holds.index().first(hash[i]);
    }
    read += rows(row, keys) + wishes.names();
    read += extras(extras);
    read += wishes.slots() + units(row, keys);
    read += names(row, keys) + wishes.positions(catalogue);
    return count;
  }

  /** Whether a command is about the order or the marks of a hold. */
  private static boolean ofConfirmed(int type) {
    return type == CommandType.CONFIRM || type == CommandType.SHIP || type == CommandType.CANCEL;
  }

  /** Reads ahead for holds whose time has come. */
  void expired(int[] expired, int count) {
    read += rows(expired, count);
    read += units(expired, count);
  }

  /** Reads ahead for ended holds whose rows are given back. */
  void forgotten(int[] ended, int count) {
    read += rows(ended, count);
    for (int i = 0; i < count; i++) {
      hash[i] = holds.hash(ended[i]);
    }
    read += slots(count) + further(ended, count);
  }

  private long slots(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += holds.index().slot(hash[i]);
    }
    return sum;
  }

  /** Row 0 stands for none and may be read. */
  private long rows(int[] of, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += holds.touch(of[i]);
    }
    return sum;
  }

  private long extras(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += holds.touchExtra(row[extra[i]]);
    }
    return sum;
  }

  /** Second lines and long ids. */
  private long further(int[] of, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      line[i] = t.lines.next(holds.firstLine(of[i]));
      sum += holds.touchRow(line[i]) + t.texts.touch(holds.text(of[i]));
    }
    return sum;
  }

  /** Where the units stand, of the first two lines. */
  private long units(int[] of, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += t.positions.touch(t.backings.position(holds.firstLine(of[i])));
    }
    sum += further(of, count);
    for (int i = 0; i < count; i++) {
      sum += t.positions.touch(t.backings.position(line[i]));
    }
    return sum;
  }

  /** The names of SKUs that answers are going to show. */
  private long names(int[] of, int count) {
    for (int i = 0; i < count; i++) {
      text[i] = t.names.start(t.lines.sku(holds.firstLine(of[i])));
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += t.names.textAt(text[i]);
    }
    return sum;
  }
}
