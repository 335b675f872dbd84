package dev.holdfast.ops.check;

import dev.holdfast.client.Availability;
import dev.holdfast.client.AvailabilityChange;
import dev.holdfast.client.AvailabilityListener;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Revision;
import dev.holdfast.ops.command.Findings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a watcher has been told, checked as it comes. Thread-safe. */
final class WatchedValues implements AvailabilityListener {

  private static final Comparator<Revision> AGE =
      Comparator.comparingLong(Revision::epoch).thenComparingLong(Revision::sequence);

  private final Findings findings;
  private final Map<String, Availability> latest = new ConcurrentHashMap<>();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong back = new AtomicLong();

  WatchedValues(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void changed(AvailabilityChange change) {
    events.incrementAndGet();
    for (Availability item : change.items()) {
      Availability before = latest.put(item.sku(), item);
      if (before != null && AGE.compare(item.revision(), before.revision()) < 0) {
        back.incrementAndGet();
        findings.add(item.sku() + ": " + item.revision() + " was told after " + before.revision());
      }
    }
  }

  @Override
  public void failed(HoldfastException failure) {
    findings.add("the watch ended: " + failure.getMessage());
  }

  long events() {
    return events.get();
  }

  long revisionsBack() {
    return back.get();
  }

  /** How many of these values are not what was told last. */
  int differing(List<Availability> values) {
    int differing = 0;
    for (Availability value : values) {
      Availability told = latest.get(value.sku());
      if (told == null || told.available() != value.available()) {
        differing++;
      }
    }
    return differing;
  }
}
