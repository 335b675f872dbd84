package dev.holdfast.client;

import com.google.protobuf.Message;
import dev.holdfast.client.internal.Connection;
import dev.holdfast.client.internal.Patience;
import dev.holdfast.client.internal.RetryRule;
import dev.holdfast.v1.StockResult;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A call of independent items, of which those that the grid could not decide are sent again, under
 * their identities, until the deadline or the allowed retries. What is still undecided then keeps
 * its error.
 *
 * @param request makes a request of some of the items
 * @param results reads an answer, one result an item
 */
record ItemCalls<I, Q extends Message, A extends Message>(
    Connection connection,
    MethodDescriptor<Q, A> method,
    Function<List<I>, Q> request,
    Function<A, List<StockResult>> results) {

  CompletableFuture<List<StockResult>> send(List<I> items, Patience patience) {
    return round(items, 0, patience);
  }

  private CompletableFuture<List<StockResult>> round(
      List<I> items, int retries, Patience patience) {
    return connection
        .unary(method, request.apply(items), patience)
        .thenCompose(answer -> repeat(items, results.apply(answer), retries, patience));
  }

  private CompletableFuture<List<StockResult>> repeat(
      List<I> items, List<StockResult> said, int retries, Patience patience) {
    List<Integer> undecided = new ArrayList<>();
    long pause = 0;
    double random = ThreadLocalRandom.current().nextDouble();
    for (int i = 0; i < said.size(); i++) {
      long wanted =
          said.get(i).hasError()
              ? connection.retries().pauseNanos(said.get(i).getError(), retries, random)
              : RetryRule.NEVER;
      if (wanted != RetryRule.NEVER) {
        undecided.add(i);
        pause = Math.max(pause, wanted);
      }
    }
    if (undecided.isEmpty() || pause >= patience.leftNanos(System.nanoTime())) {
      return CompletableFuture.completedFuture(said);
    }
    // The pause ends on a thread of the JDK, so that it ends also when the connection has closed.
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, Runnable::run))
        .thenCompose(
            paused ->
                round(
                    undecided.stream().map(items::get).toList(),
                    retries + 1,
                    patience.withoutBlocking()))
        .thenApply(again -> merge(said, undecided, again));
  }

  private static List<StockResult> merge(
      List<StockResult> said, List<Integer> undecided, List<StockResult> again) {
    List<StockResult> merged = new ArrayList<>(said);
    for (int i = 0; i < undecided.size(); i++) {
      merged.set(undecided.get(i), again.get(i));
    }
    return merged;
  }
}
