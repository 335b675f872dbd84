package dev.holdfast.engine;

import java.util.List;
import java.util.function.Function;

/** What a call comes to: a value, or a refusal that left no effect. */
public sealed interface Answer<T> {

  record Done<T>(T value) implements Answer<T> {}

  /**
   * A refusal that had no effect, except UNKNOWN_OUTCOME, which a retry with the same identity
   * resolves.
   *
   * @param message for people: what is wrong and what the limit is
   * @param field the request field at fault, such as {@code lines[3].location}, or empty
   * @param shortages the lines at fault, in request order
   * @param refund a payment that was already taken should be given back
   * @param retryMillis when to try again, or 0 if that is no use
   */
  record Refused<T>(
      Reason reason,
      String message,
      String field,
      List<Shortage> shortages,
      boolean refund,
      long retryMillis)
      implements Answer<T> {}

  static <T> Answer<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Answer<T> refused(Reason reason, String message) {
    return new Refused<>(reason, message, "", List.of(), false, 0);
  }

  static <T> Answer<T> refused(Reason reason, String message, String field) {
    return new Refused<>(reason, message, field, List.of(), false, 0);
  }

  static <T> Answer<T> retryLater(Reason reason, String message, long retryMillis) {
    return new Refused<>(reason, message, "", List.of(), false, retryMillis);
  }

  /** Goes on with another answer if this one is a value. */
  default <U> Answer<U> then(Function<? super T, Answer<U>> next) {
    return switch (this) {
      case Done<T>(T value) -> next.apply(value);
      case Refused<T> r ->
          new Refused<>(r.reason, r.message, r.field, r.shortages, r.refund, r.retryMillis);
    };
  }

  default <U> Answer<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Done<T>(T value) -> new Done<>(change.apply(value));
      case Refused<T> r ->
          new Refused<>(r.reason, r.message, r.field, r.shortages, r.refund, r.retryMillis);
    };
  }
}
