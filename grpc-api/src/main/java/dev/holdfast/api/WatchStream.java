package dev.holdfast.api;

import dev.holdfast.engine.WatchEvent;
import dev.holdfast.v1.WatchAvailabilityResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch as a gRPC stream: an event is asked for when the one before has left, so what a slow
 * reader has not taken yet stays one event. Runs on the loop of its connection.
 */
final class WatchStream implements Flow.Subscriber<WatchEvent>, Watches.Open {

  private final ServerCallStreamObserver<WatchAvailabilityResponse> out;
  private final EventExecutor loop;
  private final Refusals refusals;
  private final Consumer<Watches.Open> whenEnded;
  private Flow.@Nullable Subscription watch;
  private boolean asked;
  private boolean ended;

  WatchStream(
      ServerCallStreamObserver<WatchAvailabilityResponse> out,
      EventExecutor loop,
      Refusals refusals,
      Consumer<Watches.Open> whenEnded) {
    this.out = out;
    this.loop = loop;
    this.refusals = refusals;
    this.whenEnded = whenEnded;
    out.setOnReadyHandler(this::flow);
    out.setOnCancelHandler(this::end);
  }

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
      case WatchEvent.Values values -> {
        out.onNext(StockMapping.event(values));
        flow();
      }
      case WatchEvent.Ended(var refusal) -> fail(refusals.of(refusal));
    }
  }

  private void fail(com.google.rpc.Status status) {
    if (!ended) {
      end();
      out.onError(RefusalException.of(status));
    }
  }

  private void flow() {
    if (watch != null && !ended && !asked && out.isReady()) {
      asked = true;
      watch.request(1);
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (watch != null) {
        watch.cancel();
      }
      whenEnded.accept(this);
    }
  }
}
