package dev.holdfast.api;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.WatchQuery;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Opens watches and knows those that are open, to end them in order. Safe for any thread. */
final class Watches {

  private final StockGrid grid;
  private final RequestRules rules;
  private final Refusals refusals;
  private final EventLoops loops;
  private final CallMeters meters;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  /** A watch that somebody reads. */
  interface Open {
    /** Ends it because the node stops. Any thread. */
    void close();
  }

  Watches(
      StockGrid grid, RequestRules rules, Refusals refusals, EventLoops loops, CallMeters meters) {
    this.grid = grid;
    this.rules = rules;
    this.refusals = refusals;
    this.loops = loops;
    this.meters = meters;
    meters.openWatches(open);
  }

  /** A gRPC stream of events. */
  void stream(
      WatchAvailabilityRequest request, StreamObserver<WatchAvailabilityResponse> observer) {
    var out = (ServerCallStreamObserver<WatchAvailabilityResponse>) observer;
    Status fault = rules.fault(request);
    if (fault != null) {
      out.onError(RefusalException.of(refusals.of(fault)));
      return;
    }
    WatchStream stream = new WatchStream(out, loops.current(), refusals, open::remove);
    open.add(stream);
    grid.watch(query(request)).subscribe(stream);
  }

  /** The refusal of a malformed request, counted, or null. */
  @Nullable Status fault(WatchAvailabilityRequest request) {
    Status fault = rules.fault(request);
    return fault == null ? null : refusals.of(fault);
  }

  /** Server-sent events; the request's form is right. */
  void events(WatchAvailabilityRequest request, WatchPage page) {
    open.add(page);
    page.whenEnded(() -> open.remove(page));
    grid.watch(query(request)).subscribe(page);
  }

  Refusals refusals() {
    return refusals;
  }

  CallMeters.Method method(String name) {
    return meters.method(name);
  }

  private static WatchQuery query(WatchAvailabilityRequest request) {
    return new WatchQuery(
        request.getPool(), List.copyOf(request.getSkusList()), request.getResumeToken());
  }

  static Status stopping() {
    return Errors.of(Code.UNAVAILABLE, "SHARD_CLOSED", "the node is stopping");
  }

  void close() {
    open.forEach(Open::close);
  }
}
