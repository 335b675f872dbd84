package dev.holdfast.ops.command;

import dev.holdfast.client.AuditReport;
import dev.holdfast.client.Holdfast;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The grid's own audit: findings that failed first and in full, the others as a count per check.
 *
 * @param passed every finding passed, and there was at least one
 */
public record GridAudit(boolean passed, long compared, List<AuditReport.Finding> findings) {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MOST_SHOWN = 20;

  /** Of the whole grid, and what is never to be forgotten: shown also if they passed. */
  private static final Set<String> ALWAYS = Set.of("store", "restored", "summary");

  public GridAudit {
    findings = List.copyOf(findings);
  }

  /** Takes seconds per million holds. */
  public static GridAudit of(Holdfast holdfast) {
    return of(holdfast.withDeadline(PATIENCE).grid().audit());
  }

  /** The same, and PostgreSQL must have everything up to now. */
  public static GridAudit withStore(Holdfast holdfast) {
    return of(holdfast.withDeadline(PATIENCE).grid().auditWithStore());
  }

  /** Of all members, one after the other: each audits what it has. */
  public static GridAudit together(List<GridAudit> audits) {
    return new GridAudit(
        !audits.isEmpty() && audits.stream().allMatch(GridAudit::passed),
        audits.stream().mapToLong(GridAudit::compared).sum(),
        audits.stream().flatMap(audit -> audit.findings().stream()).toList());
  }

  private static GridAudit of(AuditReport report) {
    return new GridAudit(
        report.passed(),
        report.findings().stream().mapToLong(AuditReport.Finding::compared).sum(),
        report.findings());
  }

  public void print(PrintStream out) {
    List<AuditReport.Finding> failed = findings.stream().filter(f -> !f.passed()).toList();
    failed.stream().limit(MOST_SHOWN).forEach(finding -> print(out, "FAILED", finding));
    if (failed.size() > MOST_SHOWN) {
      out.printf("  and %,d more%n", failed.size() - MOST_SHOWN);
    }
    List<AuditReport.Finding> said =
        findings.stream().filter(f -> f.passed() && ALWAYS.contains(f.check())).toList();
    said.stream().limit(MOST_SHOWN).forEach(finding -> print(out, "ok", finding));
    if (said.size() > MOST_SHOWN) {
      out.printf("  and %,d more such%n", said.size() - MOST_SHOWN);
    }
    out.printf(
        "  audit %s: %,d findings, %,d failed, %,d things compared%n",
        passed ? "passed" : "FAILED", findings.size(), failed.size(), compared);
  }

  /** Adds what failed. */
  public void addTo(Findings found) {
    findings.stream()
        .filter(finding -> !finding.passed())
        .forEach(f -> found.add("audit " + f.check() + " shard " + f.shard() + ": " + f.detail()));
    if (findings.isEmpty()) {
      found.add("the audit found nothing to compare");
    }
  }

  private static void print(PrintStream out, String verdict, AuditReport.Finding finding) {
    String shard = finding.shard() < 0 ? "" : " shard " + finding.shard();
    out.printf("  %-6s %s%s: %s%n", verdict, finding.check(), shard, finding.detail());
  }
}
