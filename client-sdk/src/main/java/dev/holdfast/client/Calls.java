package dev.holdfast.client;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import dev.holdfast.client.internal.CallFailure;
import dev.holdfast.client.internal.Connection;
import dev.holdfast.client.internal.Details;
import dev.holdfast.client.internal.Patience;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.StockResult;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls over a connection.
 *
 * @param deadline each call's time to live
 * @param ack the level of changes to holds that name none
 */
record Calls(Connection connection, Duration deadline, Optional<AckLevel> ack) {

  Calls within(Duration other) {
    return new Calls(connection, other, ack);
  }

  Calls acknowledging(AckLevel level) {
    return new Calls(connection, deadline, Optional.of(level));
  }

  /** The level to write into a request. */
  Acknowledgement.Level wireAck() {
    return ack.map(Writing::ack).orElse(Acknowledgement.Level.LEVEL_UNSPECIFIED);
  }

  /** A call that travels with others in the frames of the hold stream. */
  <V> Call<?, V> streamed(HoldCall.Builder call, Function<dev.holdfast.v1.Hold, V> read) {
    return Call.of(deadline, patience -> connection.stream(call, patience), read);
  }

  <Q extends Message, A extends Message, V> Call<?, V> unary(
      MethodDescriptor<Q, A> method, Q request, Function<A, V> read) {
    return Call.of(deadline, patience -> connection.unary(method, request, patience), read);
  }

  /** A call with many answers, taken together. */
  <Q extends Message, A extends Message, V> Call<?, V> collected(
      MethodDescriptor<Q, A> method, Q request, Function<List<A>, V> read) {
    return Call.of(deadline, patience -> connection.collect(method, request, patience), read);
  }

  /** Every page, one after the other. */
  <Q extends Message, A extends Message, V> Call<?, List<V>> paged(
      MethodDescriptor<Q, A> method,
      Function<String, Q> page,
      Function<A, String> next,
      Function<A, List<V>> read) {
    return Call.of(
        deadline,
        patience -> walk(method, page, next, "", new ArrayList<>(), patience),
        pages -> pages.stream().map(read).flatMap(List::stream).toList());
  }

  /** A call of independent items; those that could not be decided are sent again. */
  <I, Q extends Message, A extends Message> Call<?, List<StockOutcome>> items(
      MethodDescriptor<Q, A> method,
      List<I> items,
      Function<List<I>, Q> request,
      Function<A, List<StockResult>> results) {
    ItemCalls<I, Q, A> call = new ItemCalls<>(connection, method, request, results);
    return Call.of(
        deadline,
        patience -> call.send(items, patience),
        answer -> Reading.list(answer, Reading::stock));
  }

  /** An update; where an earlier attempt may have made it, its own new etag is in its way. */
  <Q extends Message, A extends Message, V> Call<?, V> update(
      MethodDescriptor<Q, A> method, Q request, Function<A, V> read) {
    return Call.of(
        deadline,
        patience -> connection.unary(method, request, patience).handle(Calls::updated),
        read);
  }

  /**
   * A removal, true once it is done; where an earlier attempt may have been the one that removed
   * it, gone is done.
   */
  <Q extends Message, A extends Message> Call<?, Boolean> removal(
      MethodDescriptor<Q, A> method, Q request) {
    return Call.of(
        deadline,
        patience -> connection.unary(method, request, patience).handle(Calls::removed),
        done -> done);
  }

  private <Q extends Message, A extends Message> CompletableFuture<List<A>> walk(
      MethodDescriptor<Q, A> method,
      Function<String, Q> page,
      Function<A, String> next,
      String token,
      List<A> seen,
      Patience patience) {
    return connection
        .unary(method, page.apply(token), patience)
        .thenCompose(
            answer -> {
              seen.add(answer);
              String following = next.apply(answer);
              return following.isEmpty()
                  ? CompletableFuture.completedFuture(seen)
                  : walk(method, page, next, following, seen, patience.withoutBlocking());
            });
  }

  private static <A> A updated(@Nullable A answer, @Nullable Throwable failure) {
    if (failure == null) {
      return Objects.requireNonNull(answer);
    }
    CallFailure call = CallFailure.of(failure);
    throw call.outcomeUnknown() && Details.reason(call.status()).equals("STALE_ETAG")
        ? CallFailure.undecided("an earlier attempt may have made this update: read it again")
        : call;
  }

  private static Boolean removed(@Nullable Object answer, @Nullable Throwable failure) {
    if (failure == null) {
      return true;
    }
    CallFailure call = CallFailure.of(failure);
    if (call.outcomeUnknown() && call.status().getCode() == Code.NOT_FOUND_VALUE) {
      return true;
    }
    throw call;
  }
}
