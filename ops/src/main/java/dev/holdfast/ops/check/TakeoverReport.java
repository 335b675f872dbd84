package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Report;
import java.io.PrintStream;
import java.util.List;

/**
 * The result of {@code check takeover}.
 *
 * @param stoppedMillis how long the first drainer was stopped
 * @param takenOverMillis from when the second one was ready until it had drained every shard
 * @param stoppedTransaction what became of the transaction that the first one was stopped in
 * @param rounds commits of watermarks that were seen, of both drainers
 * @param backwards rows that were changed to an earlier state
 * @param overlaps records of the log that are there twice or are missing
 * @param twice movements that are there twice
 * @param late watermarks that the first one moved after the second one had come
 * @param shownByFirst what the first one says of itself after it woke up
 */
public record TakeoverReport(
    boolean passed,
    long stoppedMillis,
    long takenOverMillis,
    String stoppedTransaction,
    long rounds,
    long backwards,
    long overlaps,
    long twice,
    long late,
    List<String> shownByFirst,
    List<String> findings)
    implements Report {

  public TakeoverReport {
    shownByFirst = List.copyOf(shownByFirst);
    findings = List.copyOf(findings);
  }

  void print(PrintStream out) {
    out.printf("  first drainer stopped for   %,9d ms, in a transaction%n", stoppedMillis);
    out.printf("  the second had taken over   %,9d ms after it was ready%n", takenOverMillis);
    out.printf("  the stopped transaction     %9s%n", stoppedTransaction);
    out.printf("  watermarks moved            %,9d times%n", rounds);
    out.printf("  rows that went backwards    %,9d%n", backwards);
    out.printf("  log records twice or gone   %,9d%n", overlaps);
    out.printf("  movements twice             %,9d%n", twice);
    out.printf("  watermarks moved too late   %,9d%n", late);
    shownByFirst.forEach(alarm -> out.println("  the first one says: " + alarm));
  }
}
