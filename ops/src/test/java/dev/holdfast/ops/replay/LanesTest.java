package dev.holdfast.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ops.replay.Lanes.Lane;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final Lanes lanes = new Lanes();

  @Test
  void oneWaitsForAllThatEnteredItsLanesBefore() {
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    assertThat(lanes.enter(List.of(lane("lamp")), first)).isDone();
    assertThat(lanes.enter(List.of(lane("bell")), second)).isDone();
    CompletableFuture<?> third =
        lanes.enter(List.of(lane("lamp"), lane("bell")), new CompletableFuture<>());
    assertThat(third).isNotDone();
    first.complete(true);
    assertThat(third).isNotDone();
    second.complete(true);
    assertThat(third).isDone();
  }

  @Test
  void nobodyWaitsForHimself() {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    assertThat(lanes.enter(List.of(lane("lamp"), lane("lamp")), left)).isDone();
  }

  private static Lane lane(String sku) {
    return Lane.stock(sku);
  }
}
