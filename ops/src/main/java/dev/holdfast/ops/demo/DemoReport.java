package dev.holdfast.ops.demo;

import dev.holdfast.ops.command.Report;
import java.io.PrintStream;
import java.util.List;

/**
 * What a demo did and found.
 *
 * @param seconds of traffic
 * @param warmUpSeconds at the beginning, counted in everything but the latencies
 * @param oversold units sold beyond supply, by the ledger of the client
 * @param lostAcknowledged holds that GetHold does not find as they were acknowledged
 * @param auditPassed the grid's audit and the ledger both hold
 * @param holdLatencyMicrosP50 of CreateHold, from when it was meant to be sent
 * @param writeBehindLagMillisP99 from decision to PostgreSQL, of all effects since the node began
 */
public record DemoReport(
    int nodes,
    double seconds,
    double warmUpSeconds,
    long calls,
    long holdsGranted,
    long holdsRefused,
    long holdsConfirmed,
    long holdsReleased,
    long holdsExpired,
    long holdsExtended,
    long holdsShipped,
    long holdsCancelled,
    long holdsRepeated,
    long flashSaleGranted,
    long flashSaleRefused,
    long visitorsTurnedAway,
    long oversold,
    long lostAcknowledged,
    boolean auditPassed,
    long holdLatencyMicrosP50,
    long holdLatencyMicrosP99,
    long writeBehindLagMillisP99,
    List<String> findings)
    implements Report {

  public DemoReport {
    findings = List.copyOf(findings);
  }

  @Override
  public boolean passed() {
    return auditPassed;
  }

  @Override
  public String verdict() {
    return auditPassed ? "all holds" : "SOMETHING DOES NOT HOLD";
  }

  void print(PrintStream out) {
    out.printf("  traffic      %,.1f s, %,d calls%n", seconds, calls);
    out.printf(
        "  holds        %,d granted, %,d refused, %,d repeated on purpose%n",
        holdsGranted, holdsRefused, holdsRepeated);
    out.printf(
        "  then         %,d confirmed, %,d released, %,d expired, %,d extended, %,d shipped,"
            + " %,d cancelled%n",
        holdsConfirmed, holdsReleased, holdsExpired, holdsExtended, holdsShipped, holdsCancelled);
    out.printf("  flash sale   %,d granted, %,d refused%n", flashSaleGranted, flashSaleRefused);
    out.printf(
        "  hold latency p50 %,d µs, p99 %,d µs, without the first %.1f s%n",
        holdLatencyMicrosP50, holdLatencyMicrosP99, warmUpSeconds);
    out.printf("  PostgreSQL   lag p99 %,d ms%n", writeBehindLagMillisP99);
    out.printf("  oversold     %,d%n", oversold);
    out.printf("  lost         %,d acknowledged holds%n", lostAcknowledged);
  }
}
