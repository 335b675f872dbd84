package dev.holdfast.client;

import dev.holdfast.client.internal.Watching;
import dev.holdfast.v1.WatchAvailabilityRequest;
import dev.holdfast.v1.WatchAvailabilityResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A watch of what a pool can sell of some SKUs, until it is closed. When the connection breaks it
 * goes on where it was, at another node if need be; where the grid cannot say what was missed, a
 * whole snapshot comes instead. Thread-safe.
 */
public final class AvailabilityWatch implements AutoCloseable {

  private final AvailabilityListener listener;
  private final Watching watching;
  private volatile Map<String, Availability> latest = Map.of();

  AvailabilityWatch(Calls calls, WatchAvailabilityRequest request, AvailabilityListener listener) {
    this.listener = listener;
    this.watching =
        calls
            .connection()
            .watch(request, this::told, failure -> listener.failed(Failures.exception(failure)));
  }

  private void told(WatchAvailabilityResponse event) {
    boolean whole = event.getKind() == WatchAvailabilityResponse.Kind.SNAPSHOT;
    List<Availability> items = Reading.list(event.getItemsList(), Reading::availability);
    Map<String, Availability> next = whole ? new HashMap<>() : new HashMap<>(latest);
    items.forEach(item -> next.put(item.sku(), item));
    latest = Map.copyOf(next);
    listener.changed(new AvailabilityChange(whole, items));
  }

  /** The latest value of a SKU that was told; empty before the snapshot. */
  public Optional<Availability> latest(String sku) {
    return Optional.ofNullable(latest.get(sku));
  }

  /** The latest values of all SKUs; empty before the snapshot. */
  public Map<String, Availability> latest() {
    return latest;
  }

  /** How often it had to connect again. */
  public long reconnects() {
    return watching.reconnects();
  }

  /** How often what was missed could not be told, so that a snapshot came instead. */
  public long resets() {
    return watching.resets();
  }

  /** Ends it; the listener may hear of one change more. Idempotent. */
  @Override
  public void close() {
    watching.close();
  }
}
