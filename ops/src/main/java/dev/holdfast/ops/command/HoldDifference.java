package dev.holdfast.ops.command;

import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compares what the grid says of a hold with what it had acknowledged. */
public final class HoldDifference {

  private HoldDifference() {}

  /**
   * Names each field that differs, with both values; empty if none does. The level of
   * acknowledgement is left out: it belongs to an answer and not to the hold.
   */
  public static String between(HoldView expected, HoldView found) {
    List<String> fields = fields(expected, found, expected.state());
    add(fields, "orderId", expected.orderId(), found.orderId());
    add(fields, "revision", expected.revision(), found.revision());
    return String.join(", ", fields);
  }

  /** Like {@link #between} for a repeated grant: that of the first answer, in today's state. */
  public static String ofReplay(HoldView grant, HoldView repeated, HoldState now) {
    List<String> fields = fields(grant, repeated, now);
    add(fields, "revision", grant.revision(), repeated.revision());
    return String.join(", ", fields);
  }

  /** Like {@link #between} without order and revision, for a hold that should be in this state. */
  public static String inState(HoldView expected, HoldView found, HoldState state) {
    return String.join(", ", fields(expected, found, state));
  }

  private static List<String> fields(HoldView expected, HoldView found, HoldState state) {
    List<String> fields = new ArrayList<>();
    add(fields, "name", expected.name(), found.name());
    add(fields, "holdId", expected.holdId(), found.holdId());
    add(fields, "pool", expected.pool(), found.pool());
    add(fields, "state", state, found.state());
    add(fields, "lines", expected.lines(), found.lines());
    add(fields, "createTime", expected.createTime(), found.createTime());
    add(fields, "expireTime", expected.expireTime(), found.expireTime());
    return fields;
  }

  private static void add(List<String> fields, String name, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      fields.add(name + ": acknowledged " + expected + ", found " + found);
    }
  }
}
