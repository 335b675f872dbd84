package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.rpc.Code;
import dev.holdfast.client.Faults.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  private TestGrid grid;
  private Holdfast holdfast;

  @BeforeEach
  void open() {
    grid = TestGrid.start();
    holdfast = Holdfast.connect(grid.address());
  }

  @AfterEach
  void close() {
    holdfast.close();
    grid.close();
  }

  @Test
  void listsEveryPage() {
    grid.pools.addAll(List.of("a", "b", "c", "d", "e"));
    assertThat(holdfast.pools().list())
        .extracting(Pool::id)
        .containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void aRemovalWhoseAnswerWasLostSucceeds() {
    grid.pools.add("web");
    grid.faults.next(Fault.BREAK_AFTER);
    holdfast.pools().delete("web");
    assertThat(grid.pools).isEmpty();
  }

  @Test
  void aRemovalOfWhatWasNeverThereIsRefused() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> holdfast.pools().delete("web"))
        .matches(refused -> refused.reason() == Reason.POOL_NOT_FOUND);
  }

  @Test
  void onlyTheItemsThatWereNotDecidedAreSentAgain() {
    grid.stock.put("A", 1);
    grid.stock.put("B", 1);
    grid.stock.put("C", 1);
    grid.faults.refuse(1, Statuses.retryIn(Code.UNAVAILABLE, "SHARD_CLOSED", 1));
    grid.faults.refuse(1, Statuses.of(Code.NOT_FOUND, "LOCATION_NOT_FOUND"));
    List<StockOutcome> outcomes =
        holdfast
            .stock()
            .adjust(
                List.of(
                    StockAdjustment.of("A", "dc", 5).because("found"),
                    StockAdjustment.of("B", "dc", 5),
                    StockAdjustment.of("C", "dc", 5)));
    assertThat(outcomes.get(0).orThrow().onHand()).isEqualTo(6);
    assertThat(outcomes.get(1).refusal().orElseThrow().reason())
        .isEqualTo(Reason.LOCATION_NOT_FOUND);
    assertThatExceptionOfType(RefusedException.class).isThrownBy(outcomes.get(1)::orThrow);
    assertThat(outcomes.get(2).orThrow().onHand()).isEqualTo(6);
    assertThat(grid.faults.frameSizes()).containsExactly(3, 1);
  }
}
