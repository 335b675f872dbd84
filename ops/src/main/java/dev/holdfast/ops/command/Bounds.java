package dev.holdfast.ops.command;

/** The limits of options. */
public final class Bounds {

  private Bounds() {}

  /**
   * Returns the value if it is within its limits, both included.
   *
   * @throws OperationException naming the option and its limits
   */
  public static int require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      String range = least == most ? "" + most : least + " to " + most;
      throw new OperationException(option + ": " + value + " is not possible, only " + range);
    }
    return value;
  }
}
