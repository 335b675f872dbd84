package dev.holdfast.api;

import com.google.rpc.Status;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.v1.WatchAvailabilityResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Consumer;

/** A watch as a gRPC stream. Runs on the loop of its connection. */
final class WatchStream extends WatchReader {

  private final ServerCallStreamObserver<WatchAvailabilityResponse> out;
  private final Consumer<Watches.Open> whenEnded;

  WatchStream(
      ServerCallStreamObserver<WatchAvailabilityResponse> out,
      EventExecutor loop,
      Refusals refusals,
      Consumer<Watches.Open> whenEnded) {
    super(loop, refusals);
    this.out = out;
    this.whenEnded = whenEnded;
    out.setOnReadyHandler(this::flow);
    out.setOnCancelHandler(() -> end(io.grpc.Status.Code.CANCELLED.value()));
  }

  @Override
  boolean isReady() {
    return out.isReady();
  }

  @Override
  void send(WatchEvent.Values values) {
    out.onNext(StockMapping.event(values));
    flow();
  }

  @Override
  void refuse(Status status) {
    out.onError(RefusalException.of(status));
  }

  @Override
  void ended(int code) {
    whenEnded.accept(this);
  }
}
