package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.Availability;
import dev.holdfast.v1.StockServiceGrpc;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import dev.holdfast.v1.WatchAvailabilityResponse.Kind;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a watch and checks what every watch must keep: events follow one another, revisions of a
 * SKU do not go back. One thread.
 */
final class WatchReader implements AutoCloseable {
  final Map<String, Long> values = new HashMap<>();
  private final Map<String, Availability> latest = new HashMap<>();
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private ClientCallStreamObserver<WatchAvailabilityRequest> call;
  String token;

  WatchReader(GrpcLine line, WatchAvailabilityRequest request) {
    token = request.getResumeToken();
    StockServiceGrpc.newStub(line.channel)
        .watchAvailability(
            request,
            new ClientResponseObserver<WatchAvailabilityRequest, WatchAvailabilityResponse>() {
              @Override
              public void beforeStart(ClientCallStreamObserver<WatchAvailabilityRequest> started) {
                call = started;
              }

              @Override
              public void onNext(WatchAvailabilityResponse event) {
                events.add(event);
              }

              @Override
              public void onError(Throwable failure) {
                events.add(failure);
              }

              @Override
              public void onCompleted() {
                events.add("the end");
              }
            });
  }

  /** The next event that says something. */
  WatchAvailabilityResponse next() {
    WatchAvailabilityResponse event = (WatchAvailabilityResponse) take();
    switch (event.getKind()) {
      case SNAPSHOT -> assertThat(event.getFollows()).isEmpty();
      case CHANGE, HEARTBEAT -> assertThat(event.getFollows()).isEqualTo(token);
      case RESET -> {
        assertThat(event.getFollows()).isEmpty();
        latest.clear();
        values.clear();
      }
      case KIND_UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError("kind " + event);
    }
    if (event.getKind() != Kind.RESET) {
      assertThat(event.getResumeToken()).isNotEmpty().isNotEqualTo(token);
    }
    token = event.getResumeToken();
    for (Availability item : event.getItemsList()) {
      Availability before = latest.put(item.getSku(), item);
      if (before != null) {
        assertThat(item.getRevision().getSequence())
            .isGreaterThanOrEqualTo(before.getRevision().getSequence());
      }
      values.put(item.getSku(), item.getAvailable());
    }
    return event;
  }

  /** Reads until a SKU has this value. */
  void await(String sku, long value) {
    while (values.getOrDefault(sku, -1L) != value) {
      next();
    }
  }

  /** Whether its first event is no refusal. */
  boolean begins() {
    return take() instanceof WatchAvailabilityResponse;
  }

  /** The refusal that ends it. */
  Throwable failure() {
    Object event = take();
    while (event instanceof WatchAvailabilityResponse) {
      event = take();
    }
    return (Throwable) event;
  }

  private Object take() {
    try {
      Object event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("an event within 10 s").isNotNull();
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    call.cancel("the reader has gone", null);
  }
}
