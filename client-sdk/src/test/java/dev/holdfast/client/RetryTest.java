package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Code;
import dev.holdfast.client.Faults.Fault;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.CreateHoldRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {

  private TestGrid grid;
  private Holdfast holdfast;
  private final List<Holdfast> clients = new ArrayList<>();

  @BeforeEach
  void open() {
    grid = TestGrid.start();
    grid.stock.put("SKU", 10);
    holdfast = connect(20, Duration.ofSeconds(10));
  }

  @AfterEach
  void close() {
    clients.forEach(Holdfast::close);
    grid.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BREAK_BEFORE", "BREAK_AFTER", "TWICE", "NONE"})
  void takesOneHoldWhateverHappensToTheStream(Fault fault) {
    grid.faults.next(fault, fault, fault);
    Hold hold = holdfast.hold(HoldRequest.in("web").line("SKU", 4));
    assertThat(hold.state()).isEqualTo(HoldState.HELD);
    assertThat(grid.stock.holds()).isEqualTo(1);
    assertThat(grid.stock.free("SKU")).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(names = {"BREAK_BEFORE", "BREAK_AFTER", "TWICE", "NONE"})
  void readsWhateverHappensToTheCall(Fault fault) {
    Hold hold = holdfast.hold(HoldRequest.in("web").line("SKU", 4));
    grid.faults.next(fault, fault);
    assertThat(holdfast.get(hold.name())).isEqualTo(hold.view());
  }

  @Test
  void comesBackNoSoonerThanTheGridAsked() {
    grid.faults.refuse(1, Statuses.retryIn(Code.UNAVAILABLE, "SHARD_CLOSED", 300));
    long start = System.nanoTime();
    holdfast.hold(HoldRequest.in("web").line("SKU", 4));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
    assertThat(grid.faults.frameSizes()).containsExactly(1, 1);
  }

  @Test
  void aRetrySaysWhenItsRequestWasFirstIssued() throws InterruptedException {
    HoldRequest request = HoldRequest.in("web").line("SKU", 4);
    CreateHoldRequest first = request.toWire(Acknowledgement.Level.LEVEL_UNSPECIFIED);
    Thread.sleep(5);
    assertThat(first.hasIssueTime()).isTrue();
    assertThat(request.toWire(Acknowledgement.Level.SYNCED).getIssueTime())
        .isEqualTo(first.getIssueTime());
  }

  @Test
  void retriesAnOverloadedGridThatNamesATime() {
    grid.faults.refuse(2, Statuses.retryIn(Code.RESOURCE_EXHAUSTED, "OVERLOADED", 1));
    assertThat(holdfast.hold(HoldRequest.in("web").line("SKU", 4)).lines()).hasSize(1);
    assertThat(grid.faults.frameSizes()).hasSize(3);
  }

  @Test
  void saysThatNothingHappenedWhenEveryAttemptWasRefused() {
    Holdfast patient = connect(2, Duration.ofSeconds(10));
    grid.faults.refuse(3, Statuses.retryIn(Code.UNAVAILABLE, "NO_QUORUM", 1));
    UnavailableException failure = failureOf(patient);
    assertThat(failure.reason()).isEqualTo(Reason.NO_QUORUM);
    assertThat(failure.outcomeUnknown()).isFalse();
    assertThat(failure).hasMessageContaining("because of NO_QUORUM").hasMessageContaining("3");
    assertThat(grid.stock.holds()).isZero();
  }

  @Test
  void saysThatTheOutcomeIsUnknownWhenTheGridDoesNotKnowIt() {
    Holdfast patient = connect(0, Duration.ofSeconds(10));
    grid.faults.refuse(1, Statuses.retryIn(Code.UNAVAILABLE, "UNKNOWN_OUTCOME", 1));
    assertThat(failureOf(patient).outcomeUnknown()).isTrue();
  }

  @Test
  void saysThatTheOutcomeIsUnknownWhenOnlyAnEarlierAttemptMayHaveCounted() {
    Holdfast patient = connect(1, Duration.ofSeconds(10));
    grid.faults.next(Fault.BREAK_AFTER);
    HoldRequest request = HoldRequest.in("web").line("SKU", 4);
    UnavailableException failure =
        catchThrowableOfType(
            UnavailableException.class,
            () -> {
              grid.faults.next(Fault.BREAK_BEFORE);
              patient.hold(request);
            });
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(holdfast.hold(request).lines().get(0).quantity()).isEqualTo(4);
    assertThat(grid.stock.holds()).isEqualTo(1);
  }

  @Test
  void endsAtItsDeadlineAndIgnoresTheRest() {
    Holdfast hasty = connect(20, Duration.ofMillis(200));
    grid.faults.next(Fault.SWALLOW);
    UnavailableException failure = failureOf(hasty);
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure).hasMessageContaining("deadline");
  }

  @Test
  void doesNotWaitForAPauseThatEndsAfterItsDeadline() {
    grid.faults.refuse(1, Statuses.retryIn(Code.UNAVAILABLE, "SHARD_CLOSED", 900));
    UnavailableException failure = failureOf(connect(20, Duration.ofMillis(800)));
    assertThat(failure.reason()).isEqualTo(Reason.SHARD_CLOSED);
    assertThat(failure).hasMessageNotContaining("deadline");
  }

  @Test
  void knowsThatNothingHappenedWhereNobodyListens() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (Holdfast away =
        Holdfast.builder().targets("127.0.0.1:" + nobody).maxRetries(1).connect()) {
      assertThat(failureOf(away).outcomeUnknown()).isFalse();
      UnavailableException read =
          catchThrowableOfType(UnavailableException.class, () -> away.get("holds/0.1"));
      assertThat(read.outcomeUnknown()).isFalse();
      assertThat(read).hasMessageContaining("refused");
    }
  }

  @Test
  void goesToTheNextNodeWhenOneIsAway() {
    try (TestGrid other = TestGrid.start()) {
      other.stock.put("SKU", 10);
      String away = grid.address();
      grid.close();
      holdThroughEightClients(away, other.address());
      assertThat(other.stock.free("SKU")).isEqualTo(2);
    }
  }

  @Test
  void goesToTheNextNodeWhenOneTakesConnectionsAndSaysNothing() throws IOException {
    try (ServerSocket mute = new ServerSocket(0)) {
      holdThroughEightClients("127.0.0.1:" + mute.getLocalPort(), grid.address());
      assertThat(grid.stock.free("SKU")).isEqualTo(2);
    }
  }

  /** Each client starts at a node of its own choice. */
  private void holdThroughEightClients(String... addresses) {
    List<CompletionStage<Hold>> holds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Holdfast client =
          Holdfast.builder().targets(addresses).silence(Duration.ofMillis(500)).connect();
      clients.add(client);
      holds.add(client.holdAsync(HoldRequest.in("web").line("SKU", 1)));
    }
    holds.forEach(hold -> hold.toCompletableFuture().join());
  }

  @Test
  void findsANodeAgainThatCameBack() {
    holdfast.hold(HoldRequest.in("web").line("SKU", 1));
    grid.restart();
    holdfast.hold(HoldRequest.in("web").line("SKU", 1));
    grid.restart();
    holdfast.stock().adjust(List.of(StockAdjustment.of("SKU", "dc", 1)));
    assertThat(grid.stock.free("SKU")).isEqualTo(9);
  }

  private Holdfast connect(int retries, Duration deadline) {
    Holdfast client =
        Holdfast.builder().targets(grid.address()).maxRetries(retries).deadline(deadline).connect();
    clients.add(client);
    return client;
  }

  private static UnavailableException failureOf(Holdfast client) {
    return catchThrowableOfType(
        UnavailableException.class, () -> client.hold(HoldRequest.in("web").line("SKU", 4)));
  }
}
