package dev.holdfast.api;

import com.google.rpc.Status;
import dev.holdfast.engine.WatchEvent;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a watch for a connection, one event at a time: the next is asked for when the one
 * before has left, so what a slow reader has not taken yet stays one event. Runs on the loop of its
 * connection; how events are written is the transport's.
 */
abstract class WatchReader implements Flow.Subscriber<WatchEvent>, Watches.Open {

  final Refusals refusals;
  private final EventExecutor loop;
  private Flow.@Nullable Subscription watch;
  private boolean asked;
  private boolean ended;

  WatchReader(EventExecutor loop, Refusals refusals) {
    this.loop = loop;
    this.refusals = refusals;
  }

  /** Whether the connection takes an event now. */
  abstract boolean isReady();

  /** Writes an event; {@link #flow} is to be called when the next may be written. */
  abstract void send(WatchEvent.Values values);

  /** Writes why it ends. */
  abstract void refuse(Status status);

  /** Nothing is written after it. Once. */
  abstract void ended(int code);

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    watch = subscription;
    flow();
  }

  @Override
  public void onNext(WatchEvent event) {
    loop.execute(() -> take(event));
  }

  @Override
  public void onError(Throwable failure) {
    loop.execute(() -> fail(refusals.of(failure)));
  }

  /** The refusal before has said all. */
  @Override
  public void onComplete() {}

  @Override
  public void close() {
    loop.execute(() -> fail(refusals.of(Watches.stopping())));
  }

  private void take(WatchEvent event) {
    asked = false;
    if (ended) {
      return;
    }
    switch (event) {
      case WatchEvent.Values values -> send(values);
      case WatchEvent.Ended(var refusal) -> fail(refusals.of(refusal));
    }
  }

  private void fail(Status status) {
    if (!ended) {
      refuse(status);
      end(status.getCode());
    }
  }

  /** Asks for an event if one can be written. */
  final void flow() {
    if (watch != null && !ended && !asked && isReady()) {
      asked = true;
      watch.request(1);
    }
  }

  /** Ends it, if it has not ended. */
  final void end(int code) {
    if (!ended) {
      ended = true;
      if (watch != null) {
        watch.cancel();
      }
      ended(code);
    }
  }
}
