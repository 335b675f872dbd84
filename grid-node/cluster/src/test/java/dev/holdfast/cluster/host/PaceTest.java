package dev.holdfast.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many calls may wait for a shard, by how long calls took. */
class PaceTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # most  | calls | nanoseconds | limit
          65536   | 1000  | 1000000     | 50000
          65536   | 1000  | 10000000    | 5000
          65536   | 1000  | 1000        | 65536
          65536   | 1     | 1000000000  | 2048
          100     | 1     | 1000000000  | 100
          """,
      delimiter = '|')
  void isWhatFitsIntoFiftyMillis(int most, int calls, long nanos, int limit) {
    Pace pace = new Pace(most);
    assertThat(pace.limit()).isEqualTo(most);
    pace.took(calls, nanos);
    assertThat(pace.limit()).isEqualTo(limit);
  }

  @Test
  void forgetsOnePauseSoon() {
    Pace pace = new Pace(65_536);
    pace.took(1, 200_000_000);
    assertThat(pace.limit()).isEqualTo(2_048);
    for (int i = 0; i < 100; i++) {
      pace.took(1_000, 1_000_000);
    }
    assertThat(pace.limit()).isGreaterThan(40_000);
  }
}
