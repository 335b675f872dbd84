package dev.holdfast.ops.recover;

import dev.holdfast.client.GridStatus;
import java.time.Instant;
import java.util.List;

/**
 * How far a shard came back, as its node says.
 *
 * @param sequence the latest effect, 0 if PostgreSQL had none
 * @param epoch under which that was drained
 * @param time of that effect, UTC, or empty
 * @param largestLagMillis the longest that an effect had ever waited for PostgreSQL
 */
public record RestorePoint(
    int shard, long sequence, long epoch, String time, long largestLagMillis) {

  /** What came back since then, of a node on this machine. */
  public static List<RestorePoint> since(Instant start, GridStatus status) {
    return status.restorePoints().stream()
        .filter(point -> !point.restoreTime().isBefore(start))
        .map(RestorePoint::of)
        .toList();
  }

  private static RestorePoint of(GridStatus.RestorePoint point) {
    return new RestorePoint(
        point.shard(),
        point.sequence(),
        point.epoch(),
        point.effectTime().map(Instant::toString).orElse(""),
        point.largestLagMillis());
  }

  @Override
  public String toString() {
    return sequence == 0
        ? "shard %3d: PostgreSQL has nothing of it".formatted(shard)
        : "shard %3d up to effect %,d of epoch %d, of %s".formatted(shard, sequence, epoch, time);
  }
}
