package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.client.Faults.Fault;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldTest {

  private TestGrid grid;
  private Holdfast holdfast;

  @BeforeEach
  void open() {
    grid = TestGrid.start();
    grid.stock.put("SKU", 10);
    holdfast = Holdfast.connect(grid.address());
  }

  @AfterEach
  void close() {
    holdfast.close();
    grid.close();
  }

  @Test
  void showsWhatWasGranted() {
    HoldRequest request =
        HoldRequest.in("web").id("basket-1").line("SKU", 2).pinned("SKU", 1, "dc");
    try (Hold hold = holdfast.hold(request)) {
      assertThat(hold.name()).isEqualTo("holds/0.basket-1");
      assertThat(hold.state()).isEqualTo(HoldState.HELD);
      assertThat(hold.lines()).extracting(HoldLine::quantity).containsExactly(2L, 1L);
      assertThat(hold.lines().get(1).location()).isEqualTo("dc");
      assertThat(hold.lines().get(0).backings()).containsExactly(new Backing("dc", 2));
      assertThat(hold.expireTime()).isEqualTo(Instant.ofEpochSecond(1_000_900));
      assertThat(hold.revision()).isEqualTo(new Revision(0, 1, 1));
      assertThat(holdfast.get(hold.name())).isEqualTo(hold.view());
    }
  }

  @Test
  void returnsItsUnitsWhenClosed() {
    try (Hold hold = held(4)) {
      assertThat(grid.stock.free("SKU")).isEqualTo(6);
    }
    assertThat(grid.stock.free("SKU")).isEqualTo(10);
  }

  @Test
  void returnsItsUnitsOnceWhenClosedTwice() {
    Hold hold = held(4);
    hold.close();
    hold.close();
    assertThat(grid.stock.free("SKU")).isEqualTo(10);
    assertThat(grid.faults.frameSizes()).hasSize(2);
  }

  @Test
  void keepsItsUnitsOnceConfirmed() {
    try (Hold hold = held(4)) {
      assertThat(hold.confirm("order-1").orderId()).isEqualTo("order-1");
    }
    assertThat(grid.stock.free("SKU")).isEqualTo(6);
  }

  @Test
  void keepsItsUnitsWhenKept() {
    String name;
    try (Hold hold = held(4)) {
      name = hold.keep();
    }
    assertThat(grid.stock.free("SKU")).isEqualTo(6);
    assertThat(holdfast.confirm(name, "order-1").state()).isEqualTo(HoldState.CONFIRMED);
  }

  @Test
  void returnsItsUnitsWhenTheConfirmWasRefused() {
    try (Hold hold = held(4)) {
      grid.faults.refuse(1, Statuses.of(com.google.rpc.Code.INVALID_ARGUMENT, "INVALID_ORDER_ID"));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> hold.confirm("bad id"));
    }
    assertThat(grid.stock.free("SKU")).isEqualTo(10);
  }

  @Test
  void staysWhenTheConfirmsOutcomeIsUnknownBecauseTheCustomerMayHavePaid() {
    try (Hold hold = held(4)) {
      grid.faults.next(Fault.SWALLOW);
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(
              () -> holdfast.withDeadline(Duration.ofMillis(150)).confirm(hold.name(), "by name"));
    }
    assertThat(grid.stock.free("SKU")).as("a confirm elsewhere is not this hold's").isEqualTo(6);

    Holdfast hasty = holdfast.withDeadline(Duration.ofMillis(150));
    try (Hold hold = hasty.hold(HoldRequest.in("web").line("SKU", 1))) {
      grid.faults.next(Fault.SWALLOW);
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> hold.confirm("order-2"))
          .matches(UnavailableException::outcomeUnknown);
    }
    assertThat(grid.stock.free("SKU")).isEqualTo(5);
    assertThat(grid.faults.frameSizes()).as("no release was sent").hasSize(5);
  }

  @Test
  void closesQuietlyWhenItHasExpired() {
    Hold hold = held(4);
    grid.stock.expire(hold.name());
    hold.close();
    assertThat(grid.stock.free("SKU")).isEqualTo(10);
    assertThat(hold.refresh().state()).isEqualTo(HoldState.EXPIRED);
  }

  @Test
  void closesQuietlyWhenTheGridIsAway() {
    try (Holdfast hasty =
        Holdfast.builder().targets(grid.address()).deadline(Duration.ofMillis(300)).connect()) {
      Hold hold = hasty.hold(HoldRequest.in("web").line("SKU", 4));
      grid.close();
      hold.close();
      assertThat(hold.state()).isEqualTo(HoldState.HELD);
    }
  }

  @Test
  void extendsFromItsOwnEndNotFromTheClientsClock() {
    try (Hold hold = held(1)) {
      assertThat(hold.extend(Duration.ofSeconds(60)).expireTime())
          .isEqualTo(Instant.ofEpochSecond(1_000_960));
      assertThat(hold.expireTime()).isEqualTo(Instant.ofEpochSecond(1_000_960));
    }
  }

  @Test
  void asksForTheLevelOfTheConnectionWhereTheRequestNamesNone() {
    Holdfast careful = holdfast.withAck(AckLevel.SYNCED);
    Hold hold = careful.hold(HoldRequest.in("web").line("SKU", 1));
    assertThat(hold.view().ack()).isEqualTo(AckLevel.SYNCED);
    HoldRequest named = HoldRequest.in("web").line("SKU", 1).ack(AckLevel.REPLICATED);
    assertThat(careful.hold(named).view().ack()).isEqualTo(AckLevel.REPLICATED);
    assertThat(holdfast.hold(HoldRequest.in("web").line("SKU", 1)).view().ack())
        .isEqualTo(AckLevel.REPLICATED);
  }

  @Test
  void theSameRequestAgainIsTheSameHold() {
    HoldRequest request = HoldRequest.in("web").line("SKU", 4);
    Hold first = holdfast.hold(request);
    Hold again = holdfast.hold(request);
    assertThat(again.view()).isEqualTo(first.view());
    assertThat(grid.stock.free("SKU")).isEqualTo(6);
  }

  private Hold held(long units) {
    return holdfast.hold(HoldRequest.in("web").line("SKU", units));
  }
}
