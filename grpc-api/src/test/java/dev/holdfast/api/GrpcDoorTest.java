package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.v1.Acknowledgement;
import dev.holdfast.v1.AuditFinding;
import dev.holdfast.v1.AuditRequest;
import dev.holdfast.v1.BatchCreateHoldsRequest;
import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.CreatePoolRequest;
import dev.holdfast.v1.GetHoldRequest;
import dev.holdfast.v1.GetStatusRequest;
import dev.holdfast.v1.GridServiceGrpc;
import dev.holdfast.v1.GridStatus;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.ListPoolsRequest;
import dev.holdfast.v1.Pool;
import dev.holdfast.v1.PoolServiceGrpc;
import dev.holdfast.v1.Quota;
import dev.holdfast.v1.ReleaseHoldRequest;
import dev.holdfast.v1.SetStockRequest;
import dev.holdfast.v1.Shortages;
import dev.holdfast.v1.StockCount;
import dev.holdfast.v1.StockServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gRPC port, over a socket. */
class GrpcDoorTest {

  private static final CannedGrid GRID = new CannedGrid();
  private static final OpenDoors OPEN = new OpenDoors(GRID);

  @AfterAll
  static void close() {
    OPEN.close();
  }

  @BeforeEach
  void answerWithHolds() {
    GRID.holds = command -> CompletableFuture.completedStage(Answer.done(CannedGrid.held(command)));
    GRID.audited = CompletableFuture.completedStage(Answer.done(true));
    GRID.commands.clear();
    GRID.counts.clear();
    GRID.calls.set(0);
  }

  @Test
  void takesAHold() {
    CreateHoldRequest request =
        OpenDoors.create("basket-1").toBuilder()
            .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(60).setNanos(1))
            .setAck(Acknowledgement.Level.SYNCED)
            .setAllowPartial(true)
            .setRegion("eu")
            .build();

    Hold hold = OPEN.holds().createHold(request);

    assertThat(GRID.commands)
        .containsExactly(
            new HoldCommand.Create(
                "basket-1",
                "web",
                List.of(new HoldCommand.Line("MUG", 2, "")),
                60_001,
                dev.holdfast.engine.AckLevel.SYNCED,
                true,
                "eu"));
    assertThat(hold.getName()).isEqualTo("holds/3.basket-1");
    assertThat(hold.getState()).isEqualTo(Hold.State.HELD);
    assertThat(hold.getLines(0).getBackings(0).getLocation()).isEqualTo("north");
    assertThat(hold.getExpireTime().getNanos()).isEqualTo(1_000_000);
    assertThat(hold.getRevision().getSequence()).isEqualTo(42);
  }

  @Test
  void givesTheGridTheDeadlineOfTheCall() {
    OPEN.holds().withDeadlineAfter(5, TimeUnit.SECONDS).createHold(OpenDoors.create("d"));

    long left = GRID.lastDeadline.get() - System.nanoTime();
    assertThat(left).isBetween(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(5));
  }

  @Test
  void endsACallWhoseDeadlinePasses() {
    GRID.holds = command -> new CompletableFuture<>();

    assertThatThrownBy(
            () ->
                OPEN.holds()
                    .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                    .createHold(OpenDoors.create("late")))
        .hasMessageStartingWith("DEADLINE_EXCEEDED");
  }

  @Test
  void readsANameThatItGave() {
    OPEN.holds().releaseHold(ReleaseHoldRequest.newBuilder().setName("holds/17.a.b").build());

    assertThat(GRID.commands)
        .containsExactly(new HoldCommand.Release(new HoldName(17, "a.b"), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"holds/abc", "holds/01.a", "holds/.a", "holds/1.", "holds/123456.a"})
  void knowsNoHoldOfANameThatItNeverGave(String name) {
    assertThat(refused(() -> get(name)).getCode()).isEqualTo(5);
    assertThat(GRID.calls).hasValue(0);
  }

  @Test
  void knowsNoHoldWhoseIdIsTooLong() {
    Status status = refused(() -> get("holds/1." + "x".repeat(65)));

    assertThat(OpenDoors.reason(status)).isEqualTo("HOLD_NOT_FOUND");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void saysEveryReason(Reason reason) throws Exception {
    GRID.holds = c -> CompletableFuture.completedStage(Answer.refused(reason, "why", "lines[0]"));

    Status status = refused(() -> OPEN.holds().createHold(OpenDoors.create("r")));

    assertThat(com.google.rpc.Code.forNumber(status.getCode()).name())
        .isEqualTo(reason.kind().name());
    assertThat(status.getMessage()).isEqualTo("why");
    ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo(reason.name());
    assertThat(info.getDomain()).isEqualTo("holdfast.dev");
    assertThat(info.getMetadataMap()).containsEntry("field", "lines[0]");
    assertThat(status.getDetailsList().stream().anyMatch(d -> d.is(BadRequest.class)))
        .isEqualTo(reason.name().startsWith("INVALID_"));
  }

  @Test
  void saysWhenToRetryAndWhatWasShort() throws Exception {
    GRID.holds =
        c ->
            CompletableFuture.completedStage(
                new Answer.Refused<>(
                    Reason.HOLD_EXPIRED,
                    "gone",
                    "",
                    List.of(new Shortage("MUG", "north", 5, 2)),
                    true,
                    1_250));

    Status status = refused(() -> OPEN.holds().createHold(OpenDoors.create("s")));

    RetryInfo retry = status.getDetails(1).unpack(RetryInfo.class);
    assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(retry.getRetryDelay().getNanos()).isEqualTo(250_000_000);
    Shortages shortages = status.getDetails(2).unpack(Shortages.class);
    assertThat(shortages.getRefund()).isTrue();
    assertThat(shortages.getLines(0).getAvailable()).isEqualTo(2);
  }

  /** A client of any language takes 8 KiB of trailers, and drops the whole answer past that. */
  @Test
  void refusesAThousandShortLinesInTrailersThatClientsAccept() throws Exception {
    List<Shortage> shortages =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Shortage("SKU-" + i + "-é", "north", 5, 2))
            .toList();
    GRID.holds =
        c ->
            CompletableFuture.completedStage(
                new Answer.Refused<>(
                    Reason.INSUFFICIENT_STOCK, "short ü".repeat(200), "", shortages, false, 0));

    Status status = refused(() -> OPEN.holds().createHold(OpenDoors.create("t")));

    assertThat(OpenDoors.reason(status)).isEqualTo("INSUFFICIENT_STOCK");
    Shortages sent = status.getDetails(1).unpack(Shortages.class);
    assertThat(sent.getLinesCount()).isBetween(20, 999);
    assertThat(status.getMessage()).contains("the details show the first");
  }

  @Test
  void tellsNothingOfAFailureBehindThePort() {
    GRID.holds = c -> CompletableFuture.failedStage(new IllegalStateException("secret"));
    Status later = refused(() -> OPEN.holds().createHold(OpenDoors.create("u")));
    GRID.holds =
        c -> {
          throw new IllegalStateException("secret");
        };
    Status atOnce = refused(() -> OPEN.holds().createHold(OpenDoors.create("u")));

    assertThat(later).isEqualTo(atOnce);
    assertThat(later.getCode()).isEqualTo(13);
    assertThat(later.toString()).doesNotContain("secret");
  }

  @Test
  void answersEachHoldOfABatch() {
    GRID.holds =
        c ->
            ((HoldCommand.Create) c).holdId().equals("b")
                ? CompletableFuture.completedStage(Answer.refused(Reason.QUOTA_EXCEEDED, "no"))
                : new CompletableFuture<Answer<dev.holdfast.engine.Hold>>()
                    .completeOnTimeout(Answer.done(CannedGrid.held(c)), 1, TimeUnit.MILLISECONDS);

    var results =
        OPEN.holds()
            .batchCreateHolds(
                BatchCreateHoldsRequest.newBuilder()
                    .addRequests(OpenDoors.create("a"))
                    .addRequests(OpenDoors.create("b"))
                    .build())
            .getResultsList();

    assertThat(results.get(0).getHold().getHoldId()).isEqualTo("a");
    assertThat(OpenDoors.reason(results.get(1).getError())).isEqualTo("QUOTA_EXCEEDED");
  }

  @Test
  void countsForTheDefaultSourceAndLeavesSafetyStockUnlessTold() {
    StockServiceGrpc.newBlockingStub(OPEN.channel)
        .setStock(
            SetStockRequest.newBuilder()
                .addItems(item("a"))
                .addItems(item("b").toBuilder().setSource("erp").setSafetyStock(0))
                .build());

    assertThat(GRID.counts)
        .containsExactly(
            new StockCommand.Count("a", "north", 5, "default", 9, false, -1),
            new StockCommand.Count("b", "north", 5, "erp", 9, false, 0));
  }

  @Test
  void refusesTwoQuotasOfOneSku() {
    Pool pool =
        Pool.newBuilder()
            .addQuotas(Quota.newBuilder().setSku("MUG"))
            .addQuotas(Quota.newBuilder().setSku("MUG"))
            .build();
    var pools = PoolServiceGrpc.newBlockingStub(OPEN.channel);

    Status status =
        refused(
            () ->
                pools.createPool(
                    CreatePoolRequest.newBuilder().setPoolId("web").setPool(pool).build()));

    assertThat(OpenDoors.reason(status)).isEqualTo("INVALID_QUOTAS");
  }

  @Test
  void refusesAPageTokenThatItNeverGave() {
    var pools = PoolServiceGrpc.newBlockingStub(OPEN.channel);
    Status status =
        refused(() -> pools.listPools(ListPoolsRequest.newBuilder().setPageToken("%%%").build()));

    assertThat(OpenDoors.reason(status)).isEqualTo("INVALID_PAGE_TOKEN");
  }

  @Test
  void showsTheGridAndItsAudit() {
    var grid = GridServiceGrpc.newBlockingStub(OPEN.channel);

    GridStatus status = grid.getStatus(GetStatusRequest.getDefaultInstance());
    assertThat(status.getVersion()).isEqualTo("1.2.3");
    assertThat(status.getCatalogueVersion()).isEqualTo(7);

    List<AuditFinding> findings = new java.util.ArrayList<>();
    grid.audit(AuditRequest.getDefaultInstance()).forEachRemaining(findings::add);
    assertThat(findings).extracting(AuditFinding::getCheck).containsExactly("I1", "summary");
  }

  @Test
  void refusesAnAuditWhileTooManyWait() {
    GRID.audited =
        CompletableFuture.completedStage(
            Answer.retryLater(Reason.OVERLOADED, "an audit is at work", 5_000));
    Status status =
        refused(
            () ->
                GridServiceGrpc.newBlockingStub(OPEN.channel)
                    .audit(AuditRequest.getDefaultInstance())
                    .forEachRemaining(finding -> {}));
    assertThat(OpenDoors.reason(status)).isEqualTo("OVERLOADED");
  }

  @Test
  void anAuditThatNobodyAwaitsIsNotWanted() throws InterruptedException {
    GRID.audited = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                GridServiceGrpc.newBlockingStub(OPEN.channel)
                    .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                    .audit(AuditRequest.getDefaultInstance())
                    .forEachRemaining(finding -> {}))
        .hasMessageContaining("DEADLINE_EXCEEDED");
    for (int i = 0; i < 500 && GRID.auditWanted.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(GRID.auditWanted.getAsBoolean()).isFalse();
  }

  private static Hold get(String name) {
    return OPEN.holds().getHold(GetHoldRequest.newBuilder().setName(name).build());
  }

  private static StockCount item(String sku) {
    return StockCount.newBuilder()
        .setSku(sku)
        .setLocation("north")
        .setQuantity(5)
        .setSourceVersion(9)
        .build();
  }

  private static Status refused(Runnable call) {
    StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(thrown).isNotNull();
    Status status = OpenDoors.status(thrown);
    assertThat(status.getDetailsList()).as("%s", thrown).extracting(Any::getTypeUrl).isNotEmpty();
    return status;
  }
}
