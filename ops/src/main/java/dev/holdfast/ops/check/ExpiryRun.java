package dev.holdfast.ops.check;

import dev.holdfast.client.Availability;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.OperationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Takes holds that end within one second, then watches their units come back. One thread. */
final class ExpiryRun {

  private static final int AT_ONCE = 256;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
  private static final Duration GIVE_UP = Duration.ofSeconds(10);

  /** Less than a second: a call's way to the node comes on top. */
  private static final long SPREAD_MICROS = 800_000;

  private final ExpiryShop shop;
  private final Findings findings;
  private final List<Deadlines> deadlines = new ArrayList<>();
  private final Histogram lateness = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private long early;
  private long polls;

  ExpiryRun(ExpiryShop shop, Findings findings) {
    this.shop = shop;
    this.findings = findings;
    shop.skus().forEach(sku -> deadlines.add(new Deadlines()));
  }

  /** Takes that many holds of each SKU; each ends at a random instant of the second from there. */
  void take(int holdsOfEach, Instant second) {
    SplittableRandom random = new SplittableRandom(100_000);
    Window window = new Window(AT_ONCE);
    for (int n = 0; n < holdsOfEach; n++) {
      for (int sku = 0; sku < deadlines.size(); sku++) {
        Instant wish = second.plusNanos(1_000 * random.nextLong(SPREAD_MICROS));
        take(sku, wish, window);
      }
    }
    window.drain();
    deadlines.forEach(Deadlines::seal);
  }

  private void take(int sku, Instant wish, Window window) {
    window.enter();
    Duration ttl = Duration.between(Instant.now(), wish);
    if (ttl.compareTo(SHORTEST_TTL) < 0) {
      throw new OperationException("the holds were not taken in time: use a longer --seconds");
    }
    window.leaveAfter(
        shop.holdfast()
            .holdAsync(shop.one(sku).ttl(ttl))
            .whenComplete(
                (hold, failure) -> {
                  if (hold != null) {
                    granted(sku, hold.expireTime());
                  } else {
                    findings.add("a hold: " + failure);
                  }
                }));
  }

  private synchronized void granted(int sku, Instant expireTime) {
    deadlines.get(sku).add(expireTime);
    first = expireTime.isBefore(first) ? expireTime : first;
    last = expireTime.isAfter(last) ? expireTime : last;
  }

  /** Asks for the availability of all SKUs every few milliseconds. */
  void watch() {
    boolean all = false;
    long due = System.nanoTime();
    while (!all && Instant.now().isBefore(last.plus(GIVE_UP))) {
      due = Math.max(due + POLL_NANOS, System.nanoTime());
      LockSupport.parkNanos(due - System.nanoTime());
      List<Availability> answer = shop.holdfast().stock().availability(shop.run(), shop.skus());
      Instant answered = Instant.now();
      polls++;
      all = true;
      for (int sku = 0; sku < deadlines.size(); sku++) {
        Deadlines ofSku = deadlines.get(sku);
        early += ofSku.see(answer.get(sku).available(), answered, lateness);
        all &= ofSku.allSeen();
      }
    }
  }

  Histogram lateness() {
    return lateness;
  }

  long early() {
    return early;
  }

  long polls() {
    return polls;
  }

  synchronized Duration spread() {
    return Duration.between(first, last);
  }

  synchronized Instant first() {
    return first;
  }

  int holds() {
    return deadlines.stream().mapToInt(Deadlines::size).sum();
  }

  int missing() {
    return deadlines.stream().mapToInt(sku -> sku.size() - sku.seen()).sum();
  }
}
