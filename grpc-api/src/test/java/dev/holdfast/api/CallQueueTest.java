package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.HoldCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many calls may wait for their turn, by how fast they are served. */
class CallQueueTest {

  private static final int MOST = 10_000;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final CallQueue<Integer> queue = new CallQueue<>(MOST);
  private long now;
  private int number;

  @Test
  void takesAsManyAsItMayWhileNothingIsKnown() {
    add(MOST - 1);
    assertThat(queue.hasRoom()).isTrue();
    add(1);
    assertThat(queue.hasRoom()).isFalse();
  }

  @Test
  void letsAsManyWaitAsAreServedInFiftyMillis() {
    // Forty a millisecond: two thousand in fifty.
    add(8_000);
    for (int i = 0; i < 6_000; i += 40) {
      now += MILLI;
      serve(40);
    }
    assertThat(queue.limit()).isBetween(1_800, 2_200);
  }

  @Test
  void letsSomeWaitHoweverSlowItIs() {
    add(1_000);
    now += 3_600_000 * MILLI;
    serve(999);
    assertThat(queue.limit()).isEqualTo(CallQueue.LEAST);
  }

  @Test
  void forgetsItsBoundOnceItIsEmpty() {
    add(1_000);
    now += 1_000 * MILLI;
    serve(1_000);
    assertThat(queue.limit()).isLessThan(MOST);
    assertThat(queue.poll(now)).isNull();
    assertThat(queue.limit()).isEqualTo(MOST);
  }

  @Test
  void widensWhileAllAreServedInTime() {
    add(4_000);
    now += 100 * MILLI;
    serve(3_500);
    int narrow = queue.limit();
    for (int i = 0; i < 500; i++) {
      add(1);
      now += MILLI / 100;
    }
    serve(500);
    int before = queue.limit();
    serve(400);
    assertThat(narrow).isLessThan(2_001);
    assertThat(queue.limit()).isEqualTo(before + 400);
  }

  @Test
  void keepsTheOrderAndTellsWhatWaitedFarTooLong() {
    add(CallQueue.LEAST + 1);
    now += 101 * MILLI;
    CallQueue.Waiting<Integer> first = queue.poll(now);
    serve(CallQueue.LEAST - 1);
    add(1);
    CallQueue.Waiting<Integer> behindMany = queue.poll(now);
    CallQueue.Waiting<Integer> last = queue.poll(now);
    assertThat(List.of(first.known(), behindMany.known(), last.known()))
        .containsExactly(0, CallQueue.LEAST, CallQueue.LEAST + 1);
    assertThat(first.isTooLate(now)).isFalse();
    assertThat(behindMany.isTooLate(now)).isTrue();
    assertThat(last.isTooLate(now)).isFalse();
  }

  @Test
  void namesAllThatIsLeftWhenItIsCleared() {
    add(3);
    List<Integer> left = new ArrayList<>();
    queue.clear(left::add);
    assertThat(left).containsExactly(0, 1, 2);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.hasRoom()).isTrue();
  }

  private void add(int calls) {
    for (int i = 0; i < calls; i++) {
      queue.add(HoldCall.getDefaultInstance(), number++, 1, now);
    }
  }

  private void serve(int calls) {
    for (int i = 0; i < calls; i++) {
      assertThat(queue.poll(now)).isNotNull();
    }
  }
}
