package dev.holdfast.client;

import dev.holdfast.client.internal.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that is not yet started, and its two forms: waiting for it, or being told. So each pair of
 * methods of the API is written once.
 *
 * @param <W> the answer on the wire
 * @param <V> the answer as the caller sees it
 */
final class Call<W, V> {

  private final Duration deadline;
  private final Function<Patience, CompletableFuture<W>> start;
  private final Function<? super W, ? extends V> read;
  private final Consumer<HoldfastException> failed;

  private Call(
      Duration deadline,
      Function<Patience, CompletableFuture<W>> start,
      Function<? super W, ? extends V> read,
      Consumer<HoldfastException> failed) {
    this.deadline = deadline;
    this.start = start;
    this.read = read;
    this.failed = failed;
  }

  static <W, V> Call<W, V> of(
      Duration deadline,
      Function<Patience, CompletableFuture<W>> start,
      Function<? super W, ? extends V> read) {
    return new Call<>(deadline, start, read, failure -> {});
  }

  <U> Call<W, U> map(Function<? super V, ? extends U> then) {
    return new Call<>(deadline, start, wire -> then.apply(read.apply(wire)), failed);
  }

  /** The same call, with something to do right before it starts and when it has failed. */
  Call<W, V> around(Runnable before, Consumer<HoldfastException> afterFailure) {
    return new Call<>(
        deadline,
        patience -> {
          before.run();
          return start.apply(patience);
        },
        read,
        afterFailure);
  }

  /** Waits in the calling thread; exceptions are made there, so that their traces show it. */
  V await() {
    CompletableFuture<W> answer = start.apply(Patience.blocking(deadline));
    try {
      return read.apply(answer.get());
    } catch (ExecutionException e) {
      throw told(Failures.exception(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw told(Failures.interrupted(e));
    }
  }

  CompletionStage<V> async() {
    CompletableFuture<V> told = new CompletableFuture<>();
    start
        .apply(Patience.asynchronous(deadline))
        .whenComplete((wire, failure) -> settle(told, wire, failure));
    return told;
  }

  private void settle(CompletableFuture<V> told, W wire, @Nullable Throwable failure) {
    if (failure != null) {
      told.completeExceptionally(told(Failures.exception(failure)));
      return;
    }
    try {
      told.complete(read.apply(wire));
    } catch (RuntimeException e) {
      told.completeExceptionally(e);
    }
  }

  private HoldfastException told(HoldfastException exception) {
    failed.accept(exception);
    return exception;
  }
}
