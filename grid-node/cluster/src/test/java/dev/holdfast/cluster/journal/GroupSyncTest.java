package dev.holdfast.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GroupSyncTest {

  @Test
  void callersAtTheSameTimeShareOneFlush() throws InterruptedException {
    AtomicInteger flushes = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    GroupSync group =
        new GroupSync(
            () -> {
              flushes.incrementAndGet();
              begun.countDown();
              await(go);
            });
    List<Thread> callers = new ArrayList<>();
    callers.add(Thread.ofPlatform().start(group::sync));
    begun.await();
    for (int i = 0; i < 20; i++) {
      callers.add(Thread.ofPlatform().start(group::sync));
    }
    for (Thread caller : callers.subList(1, callers.size())) {
      while (caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    go.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(flushes).hasValue(2);
  }

  @Test
  void aFlushThatBeganBeforeServesNobodyWhoCameLater() throws InterruptedException {
    AtomicLong written = new AtomicLong();
    AtomicLong durable = new AtomicLong();
    GroupSync group =
        new GroupSync(
            () -> {
              long seen = written.get();
              Thread.onSpinWait();
              durable.accumulateAndGet(seen, Math::max);
            });
    AtomicInteger early = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 20_000; n++) {
                      long mine = written.incrementAndGet();
                      group.sync();
                      if (durable.get() < mine) {
                        early.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(early).hasValue(0);
  }

  @Test
  void throwsWhatTheFlushThrew() {
    GroupSync group =
        new GroupSync(
            () -> {
              throw new IllegalStateException("no disk");
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(group::sync).hasMessage("no disk");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
