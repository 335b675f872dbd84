package dev.holdfast.cluster.ledger;

import dev.holdfast.engine.Explanation.Level;
import dev.holdfast.engine.rows.Movement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one effect did to one position, wherever it was read.
 *
 * @param hold whose units moved, null for counts and adjustments
 * @param home the hold's shard, -1 without a hold
 * @param pool number of the hold's pool, -1 without a hold
 * @param location its number
 */
record Moved(
    long timeMillis,
    long epoch,
    long sequence,
    Movement.Kind kind,
    @Nullable UUID hold,
    int home,
    int pool,
    int location,
    Level before,
    Level after) {

  static Moved of(Movement m, long epoch) {
    return new Moved(
        m.timeMillis(),
        epoch,
        m.sequence(),
        m.kind(),
        m.home() < 0 ? null : new UUID(m.high(), m.low()),
        m.home(),
        m.pool(),
        m.location(),
        new Level(m.onHandBefore(), m.heldBefore(), m.committedBefore()),
        new Level(m.onHand(), m.held(), m.committed()));
  }

  /** Units that the hold took (above 0) or gave up, shipped ones included. */
  long promised() {
    return after.held() + after.committed() - before.held() - before.committed();
  }
}
