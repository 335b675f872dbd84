package dev.holdfast.client;

import java.util.List;

/** What an audit of the grid found, differences first, a summary last. */
public record AuditReport(List<Finding> findings) {

  public AuditReport {
    findings = List.copyOf(findings);
  }

  /** Whether every check of every shard holds; an audit without findings has shown nothing. */
  public boolean passed() {
    return !findings.isEmpty() && findings.stream().allMatch(Finding::passed);
  }

  /**
   * One check of one shard.
   *
   * @param check one of the promises, such as {@code I1}, or {@code summary}
   * @param compared how many things were compared
   * @param detail what was compared and what differs, in plain words
   */
  public record Finding(String check, int shard, boolean passed, long compared, String detail) {}
}
