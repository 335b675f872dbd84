package dev.holdfast.ops.demo;

import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.OperationException;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Visitors at a fixed rate, whatever the grid does: an ordinary day, and every ten seconds four
 * seconds of a flash sale. Visitors wait in threads of their own; when too many are inside, new
 * ones are turned away and counted.
 */
final class Traffic {

  /** Calls that a visitor of the ordinary day makes, on average. */
  private static final double CALLS_A_VISITOR = 1.9;

  private static final double DAYS_SHARE = 0.65;
  private static final int MOST_INSIDE = 20_000;
  private static final long FLASH_EVERY = TimeUnit.SECONDS.toNanos(10);
  private static final long FLASH_FROM = TimeUnit.SECONDS.toNanos(2);
  private static final long FLASH_UNTIL = TimeUnit.SECONDS.toNanos(6);
  private static final long FLASH_UNITS = 500;
  private static final long LAST_VISITORS_SECONDS = 60;

  private final Storefront shop;
  private final Catalogue catalogue;
  private final Figures figures;
  private final Findings findings;
  private final Restocker restocker;
  private final SplittableRandom random;
  private final long dayPeriod;
  private final long flashPeriod;
  private final Semaphore inside = new Semaphore(MOST_INSIDE);
  private final AtomicBoolean closed = new AtomicBoolean();

  Traffic(
      Storefront shop,
      Catalogue catalogue,
      Figures figures,
      Findings findings,
      Restocker restocker,
      SplittableRandom random,
      int callsASecond) {
    this.shop = shop;
    this.catalogue = catalogue;
    this.figures = figures;
    this.findings = findings;
    this.restocker = restocker;
    this.random = random;
    dayPeriod = (long) (1e9 * CALLS_A_VISITOR / (callsASecond * DAYS_SHARE));
    flashPeriod = (long) (1e9 / (callsASecond * (1 - DAYS_SHARE)));
  }

  /** Lets visitors in until that time on the scale of {@link System#nanoTime}, or until closed. */
  void run(long endNanos) {
    long start = System.nanoTime();
    long nextDay = start;
    long nextFlash = start + FLASH_FROM;
    long nextSecond = start;
    long filled = -1;
    while (!closed.get()) {
      long due = Math.min(Math.min(nextDay, nextFlash), nextSecond);
      if (due - endNanos >= 0) {
        return;
      }
      awaitTime(due);
      if (due == nextSecond) {
        enter(restocker::round);
        nextSecond += TimeUnit.SECONDS.toNanos(1);
      } else if (due == nextDay) {
        visit(due);
        nextDay += dayPeriod;
      } else {
        long sale = (due - start) / FLASH_EVERY;
        if (sale != filled) {
          enter(this::fillFlash);
          filled = sale;
        }
        enter(() -> shopper().snatch(due, figures));
        nextFlash = nextFlash(start, due + flashPeriod);
      }
    }
  }

  private static long nextFlash(long start, long candidate) {
    long phase = (candidate - start) % FLASH_EVERY;
    boolean on = phase >= FLASH_FROM && phase < FLASH_UNTIL;
    long wait = phase < FLASH_FROM ? FLASH_FROM - phase : FLASH_EVERY - phase + FLASH_FROM;
    return on ? candidate : candidate + wait;
  }

  private void visit(long due) {
    if (random.nextBoolean()) {
      enter(() -> shopper().browse());
    } else {
      enter(() -> shopper().buy(due));
    }
  }

  private Shopper shopper() {
    synchronized (random) {
      return new Shopper(shop, catalogue, random.split());
    }
  }

  private void fillFlash() {
    String sku = catalogue.flashSku();
    long missing = FLASH_UNITS - shop.available(Catalogue.WEB, sku);
    if (missing > 0) {
      shop.deliver(new Shelf(sku, Catalogue.FLASH_LOCATION), missing);
    }
  }

  /** Lets no one in any more; for any thread. */
  void close() {
    closed.set(true);
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Waits until the last visitor has left. */
  void awaitLastVisitor() {
    try {
      if (!inside.tryAcquire(MOST_INSIDE, LAST_VISITORS_SECONDS, TimeUnit.SECONDS)) {
        findings.add("visitors were still waiting " + LAST_VISITORS_SECONDS + " s after the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("interrupted", e);
    }
  }

  private interface Visit {
    void run() throws InterruptedException;
  }

  private void enter(Visit visit) {
    if (!inside.tryAcquire()) {
      figures.turnedAway.increment();
      return;
    }
    Thread.ofVirtual().start(() -> enclosed(visit));
  }

  private void enclosed(Visit visit) {
    try {
      visit.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closed.get()) {
        findings.add(e.toString());
      }
    } finally {
      inside.release();
    }
  }

  private static void awaitTime(long due) {
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }
}
