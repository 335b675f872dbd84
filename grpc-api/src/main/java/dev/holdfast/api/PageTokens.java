package dev.holdfast.api;

import com.google.rpc.Status;
import dev.holdfast.engine.Listed.Cursor;
import dev.holdfast.engine.shard.ShardMap;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Writes a place in a list as a page token and reads it back: the cursor, and a hash of the filters
 * that it belongs to, which also tells a token from other text. Pure functions.
 */
final class PageTokens {

  private static final int BYTES = 4 + 8 + 4 + 8;

  private PageTokens() {}

  /** What a request asks to go on with. */
  sealed interface Place {
    /** A place of this list; empty for its beginning. */
    record Known(Optional<Cursor> cursor) implements Place {}

    record Unknown(Status refusal) implements Place {}
  }

  static String token(Cursor cursor, List<String> filters) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putInt(cursor.shard()).putLong(cursor.epoch()).putInt(cursor.row());
    bytes.putLong(seal(bytes, filters));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Place place(String token, List<String> filters) {
    if (token.isEmpty()) {
      return new Place.Known(Optional.empty());
    }
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return new Place.Unknown(Page.unknownToken());
    }
    if (decoded.length != BYTES) {
      return new Place.Unknown(Page.unknownToken());
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded);
    Cursor cursor = new Cursor(bytes.getInt(), bytes.getLong(), bytes.getInt());
    return bytes.getLong() == seal(bytes, filters)
        ? new Place.Known(Optional.of(cursor))
        : new Place.Unknown(
            Errors.invalid(
                "page_token",
                "must be the next_page_token of an earlier answer to the same filters"));
  }

  /** No filter holds a control character, so no two lists of filters look the same. */
  private static long seal(ByteBuffer cursor, List<String> filters) {
    long place = ShardMap.hash(cursor.array(), 0, BYTES - 8);
    return place ^ Long.rotateLeft(ShardMap.hash(String.join("\n", filters)), 17);
  }
}
