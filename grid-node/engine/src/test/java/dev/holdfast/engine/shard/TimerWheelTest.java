package dev.holdfast.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wheel beside a plain priority queue: what is due comes out at once, and nothing else. */
class TimerWheelTest {
  private static final long START = 1_800_000_000_000L;

  private final Holds holds = new Holds(new Texts());
  private final TimerWheel wheel = new TimerWheel(holds);
  private final PriorityQueue<Long> deadlines = new PriorityQueue<>();

  /** Wide slots hold many deadlines: one that is not due must not keep the others back. */
  @ParameterizedTest
  @ValueSource(longs = {64, 5_000, 300_000, 700_000_000, 100_000_000_000L})
  void handsOutEveryHoldAtItsMillisecond(long longestMillis) {
    SplittableRandom random = new SplittableRandom(longestMillis);
    long now = START;
    wheel.start(now);
    for (int round = 0; round < 20_000; round++) {
      add(random.nextLong(), now + 1 + random.nextLong(longestMillis));
      now += random.nextLong(longestMillis / 64 + 3);
      if (random.nextInt(8) == 0 && !deadlines.isEmpty()) {
        now = Math.max(now, deadlines.peek());
      }
      expectDue(now);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {START - 1, START})
  void handsOutAtOnceWhatIsDueWhenItComes(long deadline) {
    wheel.start(START);
    add(1, deadline);
    add(2, START + 1_000_000);
    expectDue(START);
    expectDue(START + 999_999);
    expectDue(START + 1_000_000);
  }

  /** In October 2028 the 37th bit of the clock turns over. */
  @Test
  void doesNotMindWhenTheClocksHighBitsTurnOver() {
    long turn = 27L << 36;
    wheel.start(turn - 1);
    add(1, turn + 900_000);
    expectDue(turn + 899_999);
    expectDue(turn + 900_000);
    assertThat(deadlines).isEmpty();
  }

  /** Else a week's worth of holds that were confirmed at once would be kept for a week. */
  @Test
  void keepsFewEntriesOfHoldsThatNoLongerWait() {
    SplittableRandom random = new SplittableRandom(1);
    wheel.start(START);
    for (int i = 0; i < 100; i++) {
      add(i, START + 600_000_000 + i);
    }
    for (int i = 0; i < 100_000; i++) {
      int hold = add(1_000 + i, START + 1 + random.nextLong(600_000_000));
      deadlines.remove(holds.expireMillis(hold));
      wheel.remove(hold);
      holds.release(hold);
      assertThat(wheel.entries()).isLessThan(5_000);
    }
    expectDue(START + 600_000_000);
    expectDue(START + 600_000_100);
    assertThat(deadlines).isEmpty();
    assertThat(wheel.entries()).isZero();
  }

  private int add(long id, long deadline) {
    Frame record = new Frame(8 * Holds.RECORD);
    record.putLong(id);
    record.claim(8 * (Holds.RECORD - 1));
    int hold = holds.add(record.array(), 0);
    holds.setExpireMillis(hold, deadline);
    wheel.add(hold);
    deadlines.add(deadline);
    return hold;
  }

  private void expectDue(long now) {
    for (int count = wheel.poll(now); count > 0; count = wheel.poll(now)) {
      for (int i = 0; i < count; i++) {
        int hold = wheel.due(i);
        if (hold == 0) {
          continue;
        }
        assertThat(deadlines.remove(holds.expireMillis(hold))).isTrue();
        assertThat(holds.expireMillis(hold)).isLessThanOrEqualTo(now);
        holds.release(hold);
      }
    }
    if (!deadlines.isEmpty()) {
      assertThat(deadlines.peek()).isGreaterThan(now);
      assertThat(wheel.nextMillis()).isBetween(now, deadlines.peek());
    }
  }
}
