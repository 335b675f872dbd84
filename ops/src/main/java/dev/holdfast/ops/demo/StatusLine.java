package dev.holdfast.ops.demo;

import java.io.Console;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * How the traffic does: a line that changes every second, or on no terminal one every 5 s. Says
 * nothing more once the traffic was stopped.
 */
final class StatusLine implements AutoCloseable {

  private static final int SECONDS_WITHOUT_TERMINAL = 5;

  private final Figures figures;
  private final Ledger ledger;
  private final Runnable everySecond;
  private final BooleanSupplier stopped;
  private final PrintStream out;
  private final boolean terminal;
  private final Thread thread;
  private long callsBefore;
  private long nanosBefore = System.nanoTime();

  StatusLine(
      Figures figures,
      Ledger ledger,
      Runnable everySecond,
      BooleanSupplier stopped,
      PrintStream out) {
    this.figures = figures;
    this.ledger = ledger;
    this.everySecond = everySecond;
    this.stopped = stopped;
    this.out = out;
    Console console = System.console();
    terminal = console != null && console.isTerminal();
    thread = Thread.ofPlatform().daemon().name("status").start(this::run);
  }

  private void run() {
    try {
      for (int second = 1; ; second++) {
        TimeUnit.SECONDS.sleep(1);
        if (stopped.getAsBoolean()) {
          return;
        }
        everySecond.run();
        if (terminal || second % SECONDS_WITHOUT_TERMINAL == 0) {
          print(second);
        }
      }
    } catch (InterruptedException e) {
      if (terminal) {
        out.println();
      }
    }
  }

  private void print(int second) {
    Histogram holds = figures.interval();
    long calls = figures.calls.sum();
    long now = System.nanoTime();
    double rate = (calls - callsBefore) * 1e9 / (now - nanosBefore);
    callsBefore = calls;
    nanosBefore = now;
    out.printf(
        "%s%4d s  %,6.0f calls/s  holds: %,d granted  %,d refused  %,d confirmed  %,d expired"
            + "  p50 %,d µs  p99 %,d µs  oversold %d  ",
        terminal ? "\r" : "",
        second,
        rate,
        figures.granted.sum(),
        figures.refused.sum(),
        figures.confirmed.sum(),
        figures.expired.sum(),
        holds.getValueAtPercentile(50),
        holds.getValueAtPercentile(99),
        ledger.oversold());
    if (!terminal) {
      out.println();
    }
    out.flush();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
