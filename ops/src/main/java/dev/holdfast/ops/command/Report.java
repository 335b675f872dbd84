package dev.holdfast.ops.command;

import java.util.List;

/** What a check found. Also written as JSON: its record components are the fields. */
public interface Report {

  /** Everything that was promised held. */
  boolean passed();

  /** What does not hold, in plain words, up to a bound. */
  List<String> findings();

  /** The last line for people. */
  default String verdict() {
    return passed() ? "passed" : "FAILED";
  }
}
