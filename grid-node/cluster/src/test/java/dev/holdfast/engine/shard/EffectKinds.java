package dev.holdfast.engine.shard;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of effects; in the engine's package because their numbers are its own. */
public final class EffectKinds {
  private EffectKinds() {}

  /** All that there are, by number. */
  public static Map<Integer, String> all() {
    Map<Integer, String> kinds = new TreeMap<>();
    try {
      for (Field field : EffectType.class.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
          kinds.put(field.getInt(null), field.getName());
        }
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return kinds;
  }

  /** Folds a record as {@link Shard#fold}, and names its effects. */
  public static List<String> fold(Shard into, Frame record) {
    Map<Integer, String> all = all();
    List<String> kinds = new ArrayList<>();
    into.tables().epoch = record.getLong();
    record.getLong();
    int count = record.getInt();
    into.tables().time = Math.max(into.tables().time, record.getLong());
    into.tables().wheel.start(into.tables().time);
    into.tables().catalogueVersion = record.getLong();
    for (int i = 0; i < count; i++) {
      int at = record.cursor();
      kinds.add(String.valueOf(all.get(record.getByte())));
      record.seek(at);
      into.folding().apply(record);
    }
    return kinds;
  }
}
