package dev.holdfast.cluster.host;

/** The two clocks of a machine. Safe for any thread. */
public interface Clock {

  /** A monotonic reading in nanoseconds, like {@link System#nanoTime}. */
  long nanos();

  /** Wall clock, UTC epoch milliseconds; may jump. */
  long wallMillis();

  /** The machine's own. */
  static Clock system() {
    return new Clock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }
    };
  }
}
