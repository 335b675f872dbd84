package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.client.Faults.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {

  private TestGrid grid;

  @BeforeEach
  void open() {
    grid = TestGrid.start();
    grid.stock.put("SKU", 1_000_000);
  }

  @AfterEach
  void close() {
    grid.close();
  }

  @Test
  void callsThatComeWhileTheThreadIsBusyLeaveTogether() throws InterruptedException {
    try (Holdfast holdfast =
        Holdfast.builder().targets(grid.address()).callbacks(Runnable::run).connect()) {
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch asked = new CountDownLatch(1);
      CompletableFuture<Void> first =
          holdfast
              .holdAsync(one())
              .thenAccept(
                  hold -> {
                    busy.countDown();
                    await(asked);
                  })
              .toCompletableFuture();
      busy.await();
      List<CompletionStage<Hold>> rest =
          IntStream.range(0, 2_001).mapToObj(i -> holdfast.holdAsync(one())).toList();
      asked.countDown();
      first.join();
      rest.forEach(hold -> hold.toCompletableFuture().join());
      assertThat(grid.faults.frameSizes()).containsExactly(1, 1_000, 1_000, 1);
      assertThat(grid.stock.free("SKU")).isEqualTo(1_000_000 - 2_002);
    }
  }

  @Test
  void aFrameOfLargeCallsStaysFarFromTheMessageLimit() {
    try (Holdfast holdfast = Holdfast.connect(grid.address())) {
      List<CompletionStage<Hold>> holds = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        HoldRequest request = HoldRequest.in("web");
        for (int line = 0; line < 1_000; line++) {
          request.pinned("SKU", 1, "d".repeat(64));
        }
        holds.add(holdfast.holdAsync(request));
      }
      holds.forEach(hold -> hold.toCompletableFuture().join());
      assertThat(grid.faults.frameSizes()).allMatch(calls -> calls <= 4);
    }
  }

  @Test
  void aCallPastTheMessageLimitIsRefusedHereAndHarmsNoOther() {
    try (Holdfast holdfast = Holdfast.connect(grid.address())) {
      HoldRequest huge = HoldRequest.in("web");
      for (int line = 0; line < 100_000; line++) {
        huge.pinned("SKU", 1, "d".repeat(64));
      }
      CompletionStage<Hold> refused = holdfast.holdAsync(huge);
      assertThat(holdfast.hold(one()).lines()).hasSize(1);
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> refused.toCompletableFuture().join())
          .withCauseInstanceOf(InvalidRequestException.class)
          .withMessageContaining("limit");
    }
  }

  @Test
  void everyOpenCallMovesToTheNextStreamAndCountsOnce() {
    try (Holdfast holdfast = Holdfast.connect(grid.address())) {
      grid.faults.next(Fault.NONE, Fault.BREAK_AFTER, Fault.BREAK_BEFORE, Fault.TWICE);
      List<CompletionStage<Hold>> holds =
          IntStream.range(0, 5_000).mapToObj(i -> holdfast.holdAsync(one())).toList();
      holds.forEach(hold -> hold.toCompletableFuture().join());
      assertThat(grid.stock.holds()).isEqualTo(5_000);
      assertThat(grid.stock.free("SKU")).isEqualTo(1_000_000 - 5_000);
    }
  }

  @Test
  void asynchronousCallsPastTheLimitFailAtOnceAndUntouched() throws Exception {
    try (Holdfast holdfast = Holdfast.builder().targets(grid.address()).maxInFlight(2).connect()) {
      grid.faults.always(Fault.SWALLOW);
      Holdfast hasty = holdfast.withDeadline(Duration.ofMillis(500));
      CompletionStage<Hold> first = hasty.holdAsync(one());
      CompletionStage<Hold> second = hasty.holdAsync(one());
      ExecutionException third =
          catchThrowableOfType(
              ExecutionException.class, () -> hasty.holdAsync(one()).toCompletableFuture().get());
      assertThat(third.getCause())
          .isInstanceOfSatisfying(
              UnavailableException.class,
              failure -> {
                assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED);
                assertThat(failure.outcomeUnknown()).isFalse();
              });
      Awaitility.await()
          .until(() -> grid.faults.frameSizes().stream().mapToInt(Integer::intValue).sum() == 2);
      grid.faults.always(Fault.NONE);
      // The two give their places back at their deadline, and this one waits for that.
      assertThat(holdfast.hold(one()).lines()).hasSize(1);
      for (CompletionStage<Hold> lost : List.of(first, second)) {
        assertThatExceptionOfType(CompletionException.class)
            .isThrownBy(() -> lost.toCompletableFuture().join())
            .withCauseInstanceOf(UnavailableException.class);
      }
    }
  }

  @Test
  void givesUpAStreamThatHasGoneSilent() {
    try (Holdfast holdfast =
        Holdfast.builder().targets(grid.address()).silence(Duration.ofMillis(300)).connect()) {
      holdfast.hold(one());
      grid.faults.next(Fault.SWALLOW);
      assertThat(holdfast.hold(one()).lines()).hasSize(1);
      assertThat(grid.faults.frameSizes()).hasSize(3);
      assertThat(grid.stock.holds()).isEqualTo(2);
    }
  }

  @Test
  void closingEndsWhatIsUnanswered() {
    Holdfast holdfast = Holdfast.connect(grid.address());
    grid.faults.always(Fault.SWALLOW);
    CompletionStage<Hold> open = holdfast.holdAsync(one());
    holdfast.close();
    holdfast.close();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> open.toCompletableFuture().join())
        .withCauseInstanceOf(UnavailableException.class)
        .withMessageContaining("closed");
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> holdfast.hold(one()))
        .matches(failure -> !failure.outcomeUnknown());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> holdfast.get("holds/0.1"));
  }

  @Test
  void aWaitingCallOnTheOwnThreadIsAnErrorAndNotADeadlock() {
    try (Holdfast holdfast =
        Holdfast.builder().targets(grid.address()).callbacks(Runnable::run).connect()) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(
              () ->
                  holdfast
                      .holdAsync(one())
                      .thenApply(hold -> holdfast.hold(one()))
                      .toCompletableFuture()
                      .join())
          .withCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() {
    try (Holdfast holdfast = Holdfast.connect(grid.address())) {
      grid.faults.always(Fault.SWALLOW);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> holdfast.hold(one()))
          .withMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static HoldRequest one() {
    return HoldRequest.in("web").line("SKU", 1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
