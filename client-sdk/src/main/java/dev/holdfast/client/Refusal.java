package dev.holdfast.client;

import java.io.Serializable;
import java.util.List;

/**
 * Why the grid said no. A refusal left no effect.
 *
 * @param reason what programs decide by
 * @param reasonText the reason as it was published, also where this SDK does not know it
 * @param message for people
 * @param shortages the lines at fault, in request order
 * @param refund the units are gone for good: a payment that was already taken should be given back
 */
public record Refusal(
    Reason reason, String reasonText, String message, List<Shortage> shortages, boolean refund)
    implements Serializable {

  public Refusal {
    shortages = List.copyOf(shortages);
  }
}
