package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a thread of the doors counts as overloaded. */
class PressureTest {

  private final Timer waits = Pressure.waits(new SimpleMeterRegistry());
  private long now = 1_000;
  private final Pressure pressure = new Pressure(() -> now, waits);

  @BeforeEach
  void manyCalls() {
    pressure.entered(Pressure.FEW);
  }

  @Test
  void isHighWhenEveryOneOfTheLastTasksWasLate() {
    for (int i = 1; i < Pressure.LATE_IN_A_ROW; i++) {
      late(51);
      assertThat(pressure.isHigh()).as("after %d", i).isFalse();
    }
    late(51);
    assertThat(pressure.isHigh()).isTrue();
    late(51);
    assertThat(pressure.isHigh()).isTrue();
    late(50);
    assertThat(pressure.isHigh()).isFalse();
  }

  @Test
  void isNotHighAfterOnePauseHoweverLong() {
    late(60_000);
    assertThat(pressure.isHigh()).isFalse();
    assertThat(waits.max(TimeUnit.MILLISECONDS)).isEqualTo(60_000);
  }

  @Test
  void isNotHighForAFew() {
    pressure.left(1);
    for (int i = 0; i < 2 * Pressure.LATE_IN_A_ROW; i++) {
      late(60_000);
    }
    assertThat(pressure.isHigh()).isFalse();
    pressure.entered(1);
    assertThat(pressure.isHigh()).isTrue();
  }

  private void late(long millis) {
    pressure.due();
    now += TimeUnit.MILLISECONDS.toNanos(10 + millis);
    pressure.ran();
  }
}
