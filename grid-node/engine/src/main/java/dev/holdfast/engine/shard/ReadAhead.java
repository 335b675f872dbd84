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

  /** By command: the row of the hold it is on, as far as it is known, else 0. */
  private final int[] row = new int[GROUP];

  private final int[] hash = new int[GROUP];
  private final int[] command = new int[GROUP];
  private final int[] found = new int[GROUP];
  private final int[] extra = new int[GROUP];
  private final int[] line = new int[GROUP];
  private final int[] text = new int[GROUP];
  private int lines;
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
      row[count] = 0;
      if (type <= CommandType.LAST_ON_A_HOLD) {
        hash[keys] = RowIndex.hash(in.getLong(), in.getLong(), 0);
        command[keys++] = count;
        extra[extras] = count;
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
    int known = find(keys);
    read += rows(found, known) + extras(extras) + wishes.names();
    read += places(found, known) + wishes.slots();
    read += wishes.find();
    read += wishes.positions(catalogue);
    return count;
  }

  /** Whether a command is about the order or the marks of a hold. */
  private static boolean ofConfirmed(int type) {
    return type == CommandType.CONFIRM || type == CommandType.SHIP || type == CommandType.CANCEL;
  }

  /** Says that this command of the group is the next one to be decided. */
  void expect(int number) {
    if (row[number] != 0) {
      holds.expect(row[number]);
    }
  }

  /** The number of the SKU whose name the decision reads at a place of the commands, or -1. */
  int sku(int at) {
    return wishes.sku(at);
  }

  /** Reads ahead for holds whose time has come. */
  void expired(int[] expired, int count) {
    read += rows(expired, count);
    read += places(expired, count);
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

  /** Looks the keys up; answers how many there are, with their rows in {@link #found}. */
  private int find(int keys) {
    int known = 0;
    for (int i = 0; i < keys; i++) {
      int of = holds.index().first(hash[i]);
      row[command[i]] = of;
      found[known] = of;
      known += one(of);
    }
    return known;
  }

  /** 1, but 0 for 0: what a stage reads decides nothing else than how a list goes on. */
  private static int one(int some) {
    return (some | -some) >>> 31;
  }

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

  /** Where the units stand, of the first two lines, and the names of SKUs for the answers. */
  private long places(int[] of, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += t.positions.touch(t.backings.position(holds.firstLine(of[i])));
    }
    for (int i = 0; i < count; i++) {
      sum += t.names.touch(t.lines.sku(holds.firstLine(of[i])));
    }
    sum += further(of, count);
    for (int i = 0; i < lines; i++) {
      sum += t.positions.touch(t.backings.position(line[i]));
    }
    return sum;
  }

  /** Second lines and long ids: few have one, so that they are picked out first. */
  private long further(int[] of, int count) {
    lines = 0;
    int texts = 0;
    for (int i = 0; i < count; i++) {
      line[lines] = t.lines.next(holds.firstLine(of[i]));
      lines += one(line[lines]);
      text[texts] = holds.text(of[i]);
      texts += one(text[texts]);
    }
    long sum = 0;
    for (int i = 0; i < lines; i++) {
      sum += holds.touchRow(line[i]);
    }
    for (int i = 0; i < texts; i++) {
      sum += t.texts.touch(text[i]);
    }
    return sum;
  }
}
