package dev.holdfast.engine.shard;

import java.nio.charset.StandardCharsets;

/**
 * A hold_id as the shard keeps it: a lower-case UUID as its 128 bits, any other text as a 128-bit
 * hash, with the text kept and compared.
 *
 * @param text empty for a UUID
 */
public record HoldKey(long high, long low, String text) {

  public static HoldKey of(String holdId) {
    if (holdId.length() == 36) {
      HoldKey uuid = uuid(holdId);
      if (uuid != null) {
        return uuid;
      }
    }
    byte[] utf8 = holdId.getBytes(StandardCharsets.UTF_8);
    Hash128 hash = new Hash128();
    hash.of(utf8, 0, utf8.length, 0);
    return new HoldKey(hash.high, hash.low, holdId);
  }

  private static @org.jspecify.annotations.Nullable HoldKey uuid(String id) {
    long high = 0;
    long low = 0;
    for (int i = 0, digits = 0; i < 36; i++) {
      char c = id.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return null;
        }
        continue;
      }
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return null;
      }
      if (digits++ < 16) {
        high = high << 4 | digit;
      } else {
        low = low << 4 | digit;
      }
    }
    return new HoldKey(high, low, "");
  }

  /** The hold_id that these bits and this text stand for. */
  public static String text(long high, long low, String text) {
    return text.isEmpty() ? new java.util.UUID(high, low).toString() : text;
  }
}
