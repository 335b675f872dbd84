package dev.holdfast.ops.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.GridStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestorePointTest {
  private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");

  @Test
  void onlyWhatCameBackNowCounts() {
    GridStatus status =
        new GridStatus(
            "m",
            "v",
            List.of(),
            1,
            List.of(),
            0,
            List.of(
                point(0, START.minusSeconds(1), 7),
                point(1, START, 9),
                point(2, START.plusSeconds(1), 0)),
            List.of(),
            1);
    assertThat(RestorePoint.since(START, status))
        .extracting(RestorePoint::toString)
        .containsExactly(
            "shard   1 up to effect 9 of epoch 2, of 2026-01-01T00:00:00Z",
            "shard   2: PostgreSQL has nothing of it");
  }

  private static GridStatus.RestorePoint point(int shard, Instant at, long sequence) {
    return new GridStatus.RestorePoint(
        shard,
        at,
        2,
        sequence,
        sequence == 0 ? Optional.empty() : Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
        4);
  }
}
