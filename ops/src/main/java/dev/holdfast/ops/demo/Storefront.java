package dev.holdfast.ops.demo;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.LineQuantity;
import dev.holdfast.client.RefusedException;
import dev.holdfast.client.Shortage;
import dev.holdfast.client.StockAdjustment;
import dev.holdfast.client.StockCount;
import dev.holdfast.client.StockOutcome;
import dev.holdfast.client.UnavailableException;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.HoldDifference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The shop's calls to the grid, each entered into the books. Thread-safe; calls wait. */
final class Storefront {

  private static final int MOST_ATTEMPTS = 4;
  private static final int MOST_SHORTAGES = 1_000;
  private static final Duration LATEST_EXPIRY = Duration.ofSeconds(2);
  private static final long EXPIRY_POLL_MILLIS = 50;

  private final Holdfast holdfast;
  private final Ledger ledger;
  private final Figures figures;
  private final Findings findings;
  private final Queue<String> soldOut = new ConcurrentLinkedQueue<>();

  Storefront(Holdfast holdfast, Ledger ledger, Figures figures, Findings findings) {
    this.holdfast = holdfast;
    this.ledger = ledger;
    this.figures = figures;
    this.findings = findings;
  }

  void browse(String pool, List<String> skus) {
    figures.browsed.increment();
    call(() -> holdfast.stock().availability(pool, skus));
  }

  /** Units for sale in a pool. */
  long available(String pool, String sku) {
    return call(() -> holdfast.stock().availability(pool, sku)).getFirst().available();
  }

  /**
   * Takes a hold.
   *
   * @param intendedNanos when the shopper came, on the scale of {@link System#nanoTime}
   */
  Optional<HoldView> hold(HoldRequest request, long intendedNanos) {
    try {
      HoldView view = call(() -> holdfast.hold(request)).view();
      ledger.answered(view, Instant.now());
      figures.granted.increment();
      return Optional.of(view);
    } catch (RefusedException e) {
      figures.refused.increment();
      e.shortages().forEach(this::remember);
      return Optional.empty();
    } finally {
      figures.holdAnswered(intendedNanos);
    }
  }

  private void remember(Shortage shortage) {
    if (soldOut.size() < MOST_SHORTAGES) {
      soldOut.add(shortage.sku());
    }
  }

  /** SKUs that somebody wanted and did not get. */
  Queue<String> soldOut() {
    return soldOut;
  }

  /** Asks for a hold again on purpose: it must be the same hold. */
  void repeat(HoldRequest request, HoldView grant) {
    figures.repeated.increment();
    Hold again = call(() -> holdfast.hold(request));
    String difference = HoldDifference.ofReplay(grant, again.view(), again.state());
    if (!difference.isEmpty()) {
      findings.add("a repeated request was answered otherwise: " + difference);
    }
  }

  /** Empty if the hold had ended. */
  Optional<HoldView> confirm(HoldView hold) {
    return step(hold, false, () -> holdfast.confirm(hold.name(), "order-" + hold.holdId()))
        .map(view -> counted(view, HoldState.CONFIRMED, figures.confirmed));
  }

  void release(HoldView hold) {
    step(hold, true, () -> holdfast.release(hold.name()))
        .ifPresent(view -> counted(view, HoldState.RELEASED, figures.released));
  }

  Optional<HoldView> extend(HoldView hold, Instant until) {
    return step(hold, false, () -> holdfast.extend(hold.name(), until))
        .map(view -> counted(view, HoldState.HELD, figures.extended));
  }

  void ship(HoldView hold) {
    step(hold, false, () -> holdfast.ship(hold.name(), "parcel-" + hold.holdId()))
        .ifPresent(view -> counted(view, HoldState.CONFIRMED, figures.shipped));
  }

  /** Without lines: all that is left. */
  void cancel(HoldView hold, LineQuantity... lines) {
    step(hold, true, () -> holdfast.cancel(hold.name(), "back-" + hold.holdId(), lines))
        .ifPresent(view -> counted(view, HoldState.CONFIRMED, figures.cancelled));
  }

  /** A hold whose time is up must soon be EXPIRED, with its lines and times as they were. */
  void expectExpired(HoldView hold) throws InterruptedException {
    HoldView found = call(() -> holdfast.get(hold.name()));
    while (found.state() == HoldState.HELD
        && Instant.now().isBefore(hold.expireTime().plus(LATEST_EXPIRY))) {
      TimeUnit.MILLISECONDS.sleep(EXPIRY_POLL_MILLIS);
      found = call(() -> holdfast.get(hold.name()));
    }
    ledger.answered(found, Instant.now());
    String difference = HoldDifference.inState(hold, found, HoldState.EXPIRED);
    if (difference.isEmpty()) {
      figures.expired.increment();
    } else {
      findings.add(hold.name() + " past its time: " + difference);
    }
  }

  /** More units by a difference. */
  void deliver(Shelf shelf, long units) {
    ledger.supply(shelf, units);
    figures.restocked.increment();
    StockAdjustment delivery =
        StockAdjustment.of(shelf.sku(), shelf.location(), units).because("delivery");
    call(() -> holdfast.stock().adjust(List.of(delivery))).forEach(StockOutcome::orThrow);
  }

  /** More units by a new count, of a shelf from which nothing has been shipped. */
  void recount(Shelf shelf, long more, long version) {
    ledger.supply(shelf, more);
    figures.restocked.increment();
    StockCount count =
        StockCount.of(shelf.sku(), shelf.location(), ledger.supplied(shelf), version);
    call(() -> holdfast.stock().set(List.of(count))).forEach(StockOutcome::orThrow);
  }

  void finish(HoldView hold) {
    ledger.finish(hold.name());
  }

  private HoldView counted(HoldView view, HoldState state, LongAdder counter) {
    counter.increment();
    if (view.state() != state) {
      findings.add(view.name() + ": answered " + view.state() + " instead of " + state);
    }
    return view;
  }

  private Optional<HoldView> step(HoldView hold, boolean gives, Supplier<HoldView> call) {
    if (gives) {
      ledger.giving(hold.name());
    }
    try {
      HoldView view = call(call);
      ledger.answered(view, Instant.now());
      return Optional.of(view);
    } catch (RefusedException e) {
      findings.add(hold.name() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Repeats what has no answer yet: everything here carries its identity. */
  private <T> T call(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      figures.calls.increment();
      try {
        return call.get();
      } catch (UnavailableException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
