package dev.holdfast.ops.demo;

import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The shop's own books, kept from answers alone: what was counted into each shelf, and every hold
 * that was acknowledged. Thread-safe.
 *
 * <p>Overselling is found without asking the grid. Supply counts from when it is sent, a hold's
 * units from when its grant is answered until its end is asked for or its time is up: so at every
 * moment the units counted here are taken at the grid too, and if they are more than the supply,
 * units were sold twice. Both processes must share a clock.
 */
final class Ledger {

  private record Due(Instant time, Account account) {}

  /** The books of one shelf. */
  private static final class Stock {
    long supply;
    long taken;
    long oversold;

    /** Of holds that are no longer kept one by one. */
    long settledReserved;

    long settledShipped;
  }

  /** What the positions must show once nothing is under way. */
  record Expected(long onHand, long held, long committed) {}

  private final Map<Shelf, Stock> stocks = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private final Deque<Account> finished = new ArrayDeque<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>(Comparator.comparing(Due::time));

  /** Units that are about to be added to a shelf. */
  synchronized void supply(Shelf shelf, long units) {
    stock(shelf).supply += units;
  }

  synchronized long supplied(Shelf shelf) {
    return stock(shelf).supply;
  }

  /** An answer about a hold, of its grant or of anything later. */
  synchronized void answered(HoldView view, Instant now) {
    sweep(now);
    Account account = accounts.computeIfAbsent(view.name(), name -> new Account(view));
    account.show(view);
    take(account, Account.certain(view, now));
    if (view.state() == HoldState.HELD) {
      dues.add(new Due(view.expireTime(), account));
    }
  }

  /** A call is about to be sent that gives units of the hold back. */
  synchronized void giving(String name) {
    Account account = accounts.get(name);
    if (account != null) {
      take(account, Map.of());
    }
  }

  /** Nothing more will be asked of this hold. */
  synchronized void finish(String name) {
    Account account = accounts.get(name);
    if (account != null) {
      finished.addLast(account);
    }
  }

  /** Up to so many of the finished holds past the bound, oldest first; they are kept no longer. */
  synchronized List<HoldView> settle(int keep, int most) {
    List<HoldView> settled = new ArrayList<>();
    while (finished.size() > keep && settled.size() < most) {
      HoldView view = finished.removeFirst().view();
      accounts.remove(view.name());
      settled.add(view);
      Account.reserved(view).forEach((shelf, n) -> stock(shelf).settledReserved += n);
      Account.shipped(view).forEach((shelf, n) -> stock(shelf).settledShipped += n);
    }
    return settled;
  }

  /** The newest answer about each hold that is kept. */
  synchronized Collection<HoldView> views() {
    return accounts.values().stream().map(Account::view).toList();
  }

  /** Units sold beyond what was there, at worst, over all shelves. */
  synchronized long oversold() {
    return stocks.values().stream().mapToLong(stock -> stock.oversold).sum();
  }

  /** Holds past their time count for nothing: their units must be back. */
  synchronized Map<Shelf, Expected> expected(Instant now) {
    Map<Shelf, Expected> expected = new HashMap<>();
    stocks.forEach(
        (shelf, stock) ->
            expected.put(
                shelf,
                new Expected(stock.supply - stock.settledShipped, 0, stock.settledReserved)));
    for (Account account : accounts.values()) {
      HoldView view = account.view();
      boolean held = view.state() == HoldState.HELD;
      if (!held || view.expireTime().isAfter(now)) {
        Account.reserved(view)
            .forEach(
                (shelf, n) ->
                    expected.computeIfPresent(
                        shelf,
                        (same, e) ->
                            held
                                ? new Expected(e.onHand, e.held + n, e.committed)
                                : new Expected(e.onHand, e.held, e.committed + n)));
      }
      Account.shipped(view)
          .forEach(
              (shelf, n) ->
                  expected.computeIfPresent(
                      shelf, (same, e) -> new Expected(e.onHand - n, e.held, e.committed)));
    }
    return expected;
  }

  private void sweep(Instant now) {
    for (Due due = dues.peek(); due != null && !due.time.isAfter(now); due = dues.peek()) {
      dues.remove();
      HoldView view = due.account.view();
      if (view.state() == HoldState.HELD && !view.expireTime().isAfter(now)) {
        take(due.account, Map.of());
      }
    }
  }

  private void take(Account account, Map<Shelf, Long> units) {
    account.taken().forEach((shelf, n) -> stock(shelf).taken -= n);
    account.take(units);
    units.forEach(
        (shelf, n) -> {
          Stock stock = stock(shelf);
          stock.taken += n;
          stock.oversold = Math.max(stock.oversold, stock.taken - stock.supply);
        });
  }

  private Stock stock(Shelf shelf) {
    return stocks.computeIfAbsent(shelf, key -> new Stock());
  }
}
