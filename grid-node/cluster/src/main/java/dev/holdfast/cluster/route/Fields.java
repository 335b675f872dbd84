package dev.holdfast.cluster.route;

import dev.holdfast.engine.shard.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Writes and reads what a {@link Frame} has no words for; a length is never believed. */
final class Fields {
  private Fields() {}

  static void putText(Frame out, String text) {
    putBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String getText(Frame in) {
    return new String(getBytes(in), StandardCharsets.UTF_8);
  }

  static void putBytes(Frame out, byte[] bytes) {
    out.putInt(bytes.length);
    out.putBytes(bytes, 0, bytes.length);
  }

  static byte[] getBytes(Frame in) {
    int length = count(in);
    byte[] bytes = new byte[length];
    System.arraycopy(in.array(), in.skip(length), bytes, 0, length);
    return bytes;
  }

  static void putFlag(Frame out, boolean flag) {
    out.putByte(flag ? 1 : 0);
  }

  static boolean getFlag(Frame in) {
    int flag = in.getByte();
    if (flag > 1) {
      throw new DamagedMessageException("a flag is 0 or 1, not " + flag);
    }
    return flag == 1;
  }

  static <E extends Enum<E>> void putEnum(Frame out, E value) {
    out.putByte(value.ordinal());
  }

  static <E extends Enum<E>> E getEnum(Frame in, E[] values) {
    int ordinal = in.getByte();
    if (ordinal >= values.length) {
      throw new DamagedMessageException(
          "there are " + values.length + " values, none is number " + ordinal);
    }
    return values[ordinal];
  }

  static <T> void putList(Frame out, List<T> list, BiConsumer<Frame, T> put) {
    out.putInt(list.size());
    list.forEach(item -> put.accept(out, item));
  }

  static <T> List<T> getList(Frame in, Function<Frame, T> get) {
    int count = count(in);
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(get.apply(in));
    }
    return list;
  }

  /** Of things that take a byte each at least. */
  private static int count(Frame in) {
    int count = in.getInt();
    if (count < 0 || count > in.limit() - in.cursor()) {
      throw new DamagedMessageException(
          "a length is " + count + " where " + (in.limit() - in.cursor()) + " bytes are left");
    }
    return count;
  }
}
