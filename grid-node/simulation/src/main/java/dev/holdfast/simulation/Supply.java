package dev.holdfast.simulation;

import dev.holdfast.engine.StockCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stock of one SKU, as its clients know it. */
final class Supply {

  /** What happens to its stock. */
  enum Kind {
    /** It only grows. */
    STEADY,
    ADJUSTED,
    COUNTED
  }

  /** A change that was asked for. */
  static final class Change {
    final StockCommand command;
    boolean done;
    boolean applied;

    /** How often it was sent. */
    long sent;

    @Nullable Stand stand;

    Change(StockCommand command) {
      this.command = command;
    }

    private long delta() {
      return command instanceof StockCommand.Adjust adjust ? adjust.delta() : 0;
    }
  }

  final String sku;
  final Kind kind;
  final List<Change> changes = new ArrayList<>();
  private long first;
  private long elsewhere;
  long version;

  Supply(String sku, Kind kind) {
    this.sku = sku;
    this.kind = kind;
  }

  void counted(long units, boolean stable) {
    first += units;
    elsewhere += stable ? 0 : units;
  }

  /** All that may ever have been there. */
  long most() {
    return first + changes.stream().mapToLong(change -> Math.max(0, change.delta())).sum();
  }

  /** What was there all the time, at the locations that never change. */
  long least() {
    return first
        - elsewhere
        + changes.stream().mapToLong(change -> Math.min(0, change.delta())).sum();
  }

  /** What came in, once all changes are answered. */
  long sum() {
    return first + changes.stream().filter(change -> change.applied).mapToLong(Change::delta).sum();
  }
}
