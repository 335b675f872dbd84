package dev.holdfast.engine;

import java.util.Optional;

/**
 * What calls after the first use to name a hold: its home shard and its hold_id, written {@code
 * <home>.<hold_id>}.
 */
public record HoldName(int home, String holdId) {

  /** Reads {@link #text}; empty if it is not of that form. */
  public static Optional<HoldName> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1 || dot > 5 || dot == text.length() - 1) {
      return Optional.empty();
    }
    int home = 0;
    for (int i = 0; i < dot; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || (i == 0 && digit == 0 && dot > 1)) {
        return Optional.empty();
      }
      home = home * 10 + digit;
    }
    return Optional.of(new HoldName(home, text.substring(dot + 1)));
  }

  public String text() {
    return home + "." + holdId;
  }
}
