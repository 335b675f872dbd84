package dev.holdfast.api;

import com.google.protobuf.MessageLite;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One page of a list that is ordered by id.
 *
 * @param nextToken where the next page starts, or empty on the last one
 */
record Page<T>(List<T> items, String nextToken) {

  private static final int LARGEST = 1_000;

  /** Pages end early rather than grow longer than a message should be. */
  private static final int LARGEST_BYTES = 1 << 20;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

  /**
   * The id after which a page starts; empty if no answer to this list ever gave this token.
   *
   * @param prefix of the names in the list, such as {@code pools/}
   */
  static Optional<String> after(String prefix, String token) {
    if (token.isEmpty()) {
      return Optional.of("");
    }
    try {
      String name = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      return name.startsWith(prefix) && token(name).equals(token)
          ? Optional.of(name.substring(prefix.length())).filter(id -> ID.matcher(id).matches())
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Status unknownToken() {
    return Errors.invalid("page_token", "must be the next_page_token of an earlier answer");
  }

  /**
   * Cuts a page.
   *
   * @param prefix of the names in the list
   * @param all by id
   * @param after an id, or empty for the first page
   * @param size 1 to 1,000, or 0 for 1,000
   */
  static <T, M extends MessageLite> Page<M> of(
      String prefix,
      Collection<T> all,
      Function<T, String> id,
      Function<T, M> message,
      String after,
      int size) {
    int most = size == 0 ? LARGEST : size;
    List<M> items = new ArrayList<>();
    String last = "";
    long bytes = 0;
    for (T item : all) {
      if (id.apply(item).compareTo(after) <= 0) {
        continue;
      }
      if (items.size() == most || bytes >= LARGEST_BYTES) {
        return new Page<>(items, token(prefix + last));
      }
      items.add(message.apply(item));
      last = id.apply(item);
      bytes += items.getLast().getSerializedSize();
    }
    return new Page<>(items, "");
  }

  private static String token(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }
}
