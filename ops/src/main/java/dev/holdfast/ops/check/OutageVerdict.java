package dev.holdfast.ops.check;

import dev.holdfast.ops.command.Findings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges the minutes of an outage check.
 *
 * @param mostCpu percent of the machine
 * @param mostRatio of p99 in a fault to p99 in health
 */
record OutageVerdict(Set<Fault> faults, double mostCpu, double mostRatio) {

  OutageReport report(int rate, List<Minute> minutes, Findings findings) {
    Map<String, Double> medians = new TreeMap<>();
    for (Fault fault : faults) {
      double median = median(fault, minutes);
      medians.put(fault.text(), median);
      System.out.printf(
          "  %-8s p99 of locks is %.2f of the healthy one (median of %d; limit %.2f)%n",
          fault.text(), median, minutes.size() / 2 / faults.size(), mostRatio);
      if (median > mostRatio) {
        findings.add("%s: ratio %.2f is above %.2f".formatted(fault.text(), median, mostRatio));
      }
    }
    minutes.forEach(minute -> judge(minute, findings));
    return new OutageReport(findings.count() == 0, rate, medians, minutes, findings.kept());
  }

  private static double median(Fault fault, List<Minute> minutes) {
    double[] ratios =
        minutes.stream()
            .filter(minute -> minute.phase().equals(fault.text()))
            .mapToDouble(Minute::ratio)
            .sorted()
            .toArray();
    int middle = ratios.length / 2;
    return ratios.length % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
  }

  private void judge(Minute minute, Findings findings) {
    String which = "round " + minute.round() + ", " + minute.phase() + ": ";
    if (minute.cpuPercent() > mostCpu) {
      findings.add(which + "%.1f %% of the machine was busy".formatted(minute.cpuPercent()));
    }
    if (minute.backMillis() < 0) {
      findings.add(which + "the lag did not fall to its usual level");
    }
    if (!minute.auditPassed()) {
      findings.add(which + "I7 does not hold");
    }
  }
}
