package dev.holdfast.engine.shard;

import java.util.Arrays;

/**
 * Units of single backings, in the order of a hold's lines and backings: what a shipment or a
 * cancellation takes. Scratch of one decision; single writer.
 */
final class Parts {
  private int[] line = new int[8];
  private int[] place = new int[8];
  private int[] units = new int[8];
  private int count;

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  void add(int lineNumber, int backingPlace, int backingUnits) {
    if (count == line.length) {
      line = Arrays.copyOf(line, count * 2);
      place = Arrays.copyOf(place, count * 2);
      units = Arrays.copyOf(units, count * 2);
    }
    line[count] = lineNumber;
    place[count] = backingPlace;
    units[count++] = backingUnits;
  }

  void write(Frame to) {
    to.putInt(count);
    for (int i = 0; i < count; i++) {
      to.putInt(line[i]);
      to.putInt(place[i]);
      to.putInt(units[i]);
    }
  }

  void read(Frame from) {
    clear();
    for (int n = from.getInt(); n > 0; n--) {
      add(from.getInt(), from.getInt(), from.getInt());
    }
  }

  int line(int i) {
    return line[i];
  }

  int place(int i) {
    return place[i];
  }

  int units(int i) {
    return units[i];
  }
}
