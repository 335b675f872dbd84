package dev.holdfast.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.AckLevel;
import dev.holdfast.client.Backing;
import dev.holdfast.client.HoldLine;
import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Revision;
import dev.holdfast.ops.demo.Ledger.Expected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Shelf LAMPS = new Shelf("lamp", "north");

  private final Ledger ledger = new Ledger();

  @BeforeEach
  void tenLamps() {
    ledger.supply(LAMPS, 10);
  }

  @Test
  void unitsThatTwoHoldsHaveAtOnceAreOversold() {
    ledger.answered(hold("a", HoldState.HELD, 6, 0, 0), at(1));
    assertThat(ledger.oversold()).isZero();
    ledger.answered(hold("b", HoldState.HELD, 7, 0, 0), at(2));
    assertThat(ledger.oversold()).isEqualTo(3);
  }

  @Test
  void oversellingStaysFoundAfterTheUnitsAreBack() {
    ledger.answered(hold("a", HoldState.HELD, 11, 0, 0), at(1));
    ledger.giving("a");
    ledger.answered(hold("a", HoldState.RELEASED, 11, 0, 0), at(2));
    assertThat(ledger.oversold()).isEqualTo(1);
  }

  @Test
  void unitsMayBeSoldAgainOnceTheirReleaseIsAskedForOrTheirTimeIsUp() {
    ledger.answered(hold("a", HoldState.HELD, 10, 0, 0), at(1));
    ledger.giving("a");
    ledger.answered(hold("b", HoldState.HELD, 10, 0, 0), at(2));
    ledger.answered(hold("c", HoldState.HELD, 10, 0, 0), at(100));
    assertThat(ledger.oversold()).isZero();
  }

  @Test
  void confirmedUnitsDoNotComeBackByThemselves() {
    ledger.answered(hold("a", HoldState.HELD, 10, 0, 0), at(1));
    ledger.answered(hold("a", HoldState.CONFIRMED, 10, 0, 0), at(2));
    ledger.answered(hold("b", HoldState.CONFIRMED, 1, 0, 0), at(101));
    assertThat(ledger.oversold()).isEqualTo(1);
  }

  @Test
  void shippedUnitsStaySoldAndCancelledOnesDoNot() {
    ledger.answered(hold("a", HoldState.CONFIRMED, 10, 4, 0), at(1));
    ledger.answered(hold("a", HoldState.CONFIRMED, 10, 4, 6), at(2));
    ledger.answered(hold("b", HoldState.HELD, 6, 0, 0), at(3));
    assertThat(ledger.oversold()).isZero();
    ledger.answered(hold("c", HoldState.HELD, 1, 0, 0), at(4));
    assertThat(ledger.oversold()).isEqualTo(1);
  }

  @Test
  void theShelfMustShowWhatIsReservedAndLackWhatWasShipped() {
    ledger.answered(hold("a", HoldState.CONFIRMED, 5, 2, 1), at(1));
    ledger.answered(hold("b", HoldState.HELD, 3, 0, 0), at(2));
    assertThat(ledger.expected(at(3))).isEqualTo(Map.of(LAMPS, new Expected(8, 3, 2)));
    assertThat(ledger.expected(at(100))).isEqualTo(Map.of(LAMPS, new Expected(8, 0, 2)));
  }

  @Test
  void settledHoldsLeaveTheirSumsBehind() {
    ledger.answered(hold("a", HoldState.CONFIRMED, 5, 2, 1), at(1));
    ledger.answered(hold("b", HoldState.HELD, 3, 0, 0), at(2));
    ledger.finish("a");
    ledger.finish("b");
    Map<Shelf, Expected> before = ledger.expected(at(3));
    assertThat(ledger.settle(1, 10)).extracting(HoldView::name).containsExactly("a");
    assertThat(ledger.views()).extracting(HoldView::name).containsExactly("b");
    assertThat(ledger.expected(at(3))).isEqualTo(before);
  }

  /** All end at 100 unless confirmed. */
  private static HoldView hold(
      String name, HoldState state, long quantity, long shipped, long cancelled) {
    HoldLine line =
        new HoldLine(
            "lamp",
            quantity,
            quantity,
            shipped,
            cancelled,
            List.of(new Backing("north", quantity)),
            "");
    return new HoldView(
        name,
        name,
        "web",
        state,
        List.of(line),
        at(0),
        at(100),
        "",
        AckLevel.REPLICATED,
        new Revision(0, 1, 1));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }
}
