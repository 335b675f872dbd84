package dev.holdfast.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.StockCount;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SupplyTest {
  private static final SortedMap<String, Long> DEMAND =
      new TreeMap<>(Map.of("a", 10L, "b", 11L, "c", 100L, "d", 1L, "e", 7L, "f", 3L));

  @Test
  void everyThirdSkuHasSixtyPercentWhateverTheOthersHave() {
    assertThat(Supply.of(DEMAND, 100).units())
        .isEqualTo(Map.of("a", 10L, "b", 11L, "c", 60L, "d", 1L, "e", 7L, "f", 2L));
    assertThat(Supply.of(DEMAND, 50).units())
        .isEqualTo(Map.of("a", 5L, "b", 6L, "c", 60L, "d", 1L, "e", 4L, "f", 2L));
  }

  @Test
  void scarceIsWhatHasLessThanItsDemand() {
    assertThat(Supply.of(DEMAND, 100).scarce()).containsExactlyInAnyOrder("c", "f");
    assertThat(Supply.of(DEMAND, 120).scarce()).containsExactlyInAnyOrder("c", "f");
    assertThat(Supply.of(DEMAND, 90).scarce()).contains("a", "c", "f").doesNotContain("d");
  }

  @Test
  void locationsTogetherHaveAllOfItAndEverySkuIsCounted() {
    Supply supply = Supply.of(DEMAND, 0);
    assertThat(supply.counts(List.of("x", "y", "z"))).extracting(StockCount::sku).contains("a");
    long counted =
        Supply.of(DEMAND, 100).counts(List.of("x", "y", "z")).stream()
            .mapToLong(StockCount::quantity)
            .sum();
    assertThat(counted).isEqualTo(Supply.of(DEMAND, 100).total()).isEqualTo(91);
  }
}
