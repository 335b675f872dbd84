package dev.holdfast.ops.node;

import dev.holdfast.ops.command.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Processor time as Linux counts it, for differences of two readings.
 *
 * @param busy ticks of all processors together
 * @param total busy and idle ticks of all processors together
 */
public record Machine(long busy, long total) {

  private static final int FIELDS = 7;
  private static final long TICKS_A_SECOND = 100;

  /** From the start of the machine until now. */
  public static Machine now() {
    String first = read(Path.of("/proc/stat")).lines().findFirst().orElse("");
    long[] ticks =
        Arrays.stream(first.split(" +")).skip(1).limit(FIELDS).mapToLong(Long::parseLong).toArray();
    long total = Arrays.stream(ticks).sum();
    long idle = ticks[3] + ticks[4];
    return new Machine(total - idle, total);
  }

  /** The share of all processors that was busy since an earlier reading, 0 to 1. */
  public double busySince(Machine earlier) {
    return (busy - earlier.busy) / (double) Math.max(1, total - earlier.total);
  }

  /** The processor time that a process has used so far, in microseconds. */
  public static long microsOf(long pid) {
    String stat = read(Path.of("/proc", "" + pid, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1_000_000 / TICKS_A_SECOND;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new OperationException("processor time is read from " + file + ": " + e, e);
    }
  }
}
