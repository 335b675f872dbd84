package dev.holdfast.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final Deadlines deadlines = new Deadlines();
  private final Histogram lateness = new Histogram(1_000_000, 5);

  @Test
  void latenessIsFromADeadlineToTheFirstAnswerThatShowsIt() {
    deadlines.add(at(20));
    deadlines.add(at(10));
    deadlines.seal();
    assertThat(deadlines.see(0, at(9), lateness)).isZero();
    assertThat(deadlines.see(1, at(13), lateness)).isZero();
    assertThat(deadlines.see(2, at(20), lateness)).isZero();
    assertThat(lateness.getTotalCount()).isEqualTo(2);
    assertThat(lateness.getMaxValue()).isEqualTo(3_000);
    assertThat(lateness.getMinValue()).isZero();
    assertThat(deadlines.allSeen()).isTrue();
  }

  @Test
  void anEndBeforeItsDeadlineIsEarly() {
    deadlines.add(at(10));
    deadlines.add(at(20));
    deadlines.seal();
    assertThat(deadlines.see(1, at(10), lateness)).isZero();
    assertThat(deadlines.see(2, at(19), lateness)).isEqualTo(1);
  }

  @Test
  void equalDeadlinesAreAllDueAtOnce() {
    for (int i = 0; i < 5; i++) {
      deadlines.add(at(10));
    }
    deadlines.seal();
    assertThat(deadlines.see(5, at(10), lateness)).isZero();
    assertThat(deadlines.see(5, at(11), lateness)).isZero();
    assertThat(lateness.getTotalCount()).isEqualTo(5);
  }

  private static Instant at(long millis) {
    return Instant.EPOCH.plusMillis(millis);
  }
}
