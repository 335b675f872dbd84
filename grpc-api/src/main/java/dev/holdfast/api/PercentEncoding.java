package dev.holdfast.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text of an address. What reads it here puts question marks in place of what is not UTF-8. */
final class PercentEncoding {

  private PercentEncoding() {}

  /** Whether all that is percent-encoded in a path or a query is UTF-8. */
  static boolean isUtf8(@Nullable String encoded) {
    if (encoded == null || encoded.indexOf('%') < 0) {
      return true;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      int high = digit(encoded, i + 1);
      int low = digit(encoded, i + 2);
      if (encoded.charAt(i) == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        // Only what is between escapes matters: it ends a sequence that is not complete.
        bytes.write('.');
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static int digit(String encoded, int at) {
    return at < encoded.length() ? Character.digit(encoded.charAt(at), 16) : -1;
  }
}
