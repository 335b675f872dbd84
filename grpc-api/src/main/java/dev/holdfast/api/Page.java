package dev.holdfast.api;

import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list that is ordered by id.
 *
 * @param nextToken where the next page starts, or empty on the last one
 */
record Page<T>(List<T> items, String nextToken) {

  private static final int LARGEST = 1_000;

  /** The id after which a page starts; empty if no answer ever gave this token. */
  static Optional<String> after(String token) {
    try {
      byte[] id = Base64.getUrlDecoder().decode(token);
      return Optional.of(new String(id, StandardCharsets.UTF_8));
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
   * @param all by id
   * @param after an id, or empty for the first page
   * @param size 1 to 1,000, or 0 for 1,000
   */
  static <T> Page<T> of(Collection<T> all, Function<T, String> id, String after, int size) {
    int most = size == 0 ? LARGEST : size;
    List<T> items = new ArrayList<>();
    for (T item : all) {
      if (id.apply(item).compareTo(after) <= 0) {
        continue;
      }
      if (items.size() == most) {
        return new Page<>(items, token(id.apply(items.getLast())));
      }
      items.add(item);
    }
    return new Page<>(items, "");
  }

  private static String token(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }
}
