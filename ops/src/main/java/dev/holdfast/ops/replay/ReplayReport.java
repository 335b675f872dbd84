package dev.holdfast.ops.replay;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * What a replay found. {@code rows} is the sum of the four kinds of rows; {@code unitsSupplied} is
 * {@code unitsCommitted} plus {@code unitsFree}, for every SKU, or it is listed as a mismatch.
 *
 * @param unitsCommittedStored the same units as PostgreSQL has them, compared SKU by SKU
 * @param seconds from the first call to the last answer, without set-up and audit
 * @param linesPerSecond rows that were granted, refused or cancelled, per second
 */
public record ReplayReport(
    long rows,
    long rowsGranted,
    long rowsRefused,
    long rowsCancelled,
    Map<String, Long> rowsSkipped,
    long unitsSupplied,
    long unitsCommitted,
    long unitsCommittedStored,
    long unitsFree,
    long unitsHeld,
    long baskets,
    long basketsGranted,
    long basketsRefused,
    double seconds,
    long linesPerSecond,
    boolean auditPassed,
    List<String> mismatches) {

  private static final int MOST_SHOWN = 20;

  public ReplayReport {
    rowsSkipped = Map.copyOf(rowsSkipped);
    mismatches = List.copyOf(mismatches);
  }

  void print(PrintStream out) {
    out.printf("  rows            %,12d%n", rows);
    out.printf("  rowsGranted     %,12d%n", rowsGranted);
    out.printf("  rowsRefused     %,12d%n", rowsRefused);
    out.printf("  rowsCancelled   %,12d%n", rowsCancelled);
    rowsSkipped.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> out.printf("  rowsSkipped     %,12d  %s%n", e.getValue(), e.getKey()));
    out.printf("  unitsSupplied   %,12d%n", unitsSupplied);
    out.printf("  unitsCommitted  %,12d%n", unitsCommitted);
    out.printf("  ... in PostgreSQL %,9d%n", unitsCommittedStored);
    out.printf("  unitsFree       %,12d%n", unitsFree);
    out.printf("  baskets         %,12d%n", baskets);
    out.printf("  basketsGranted  %,12d%n", basketsGranted);
    out.printf("  basketsRefused  %,12d%n", basketsRefused);
    out.printf("  seconds         %12.2f%n", seconds);
    out.printf("  linesPerSecond  %,12d%n", linesPerSecond);
    out.printf("  auditPassed     %12s%n", auditPassed);
    mismatches.stream().limit(MOST_SHOWN).forEach(found -> out.println("  MISMATCH " + found));
    if (mismatches.size() > MOST_SHOWN) {
      out.printf("  and %,d more%n", mismatches.size() - MOST_SHOWN);
    }
  }
}
