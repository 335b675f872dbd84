package dev.holdfast.ops.command;

/** Waiting that ends the command when it is interrupted. */
public final class Pause {

  private Pause() {}

  public static void seconds(int seconds) {
    millis(1_000L * seconds);
  }

  public static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits for the end of a thread. */
  public static void until(Thread ended) {
    try {
      ended.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static OperationException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new OperationException("interrupted", e);
  }
}
