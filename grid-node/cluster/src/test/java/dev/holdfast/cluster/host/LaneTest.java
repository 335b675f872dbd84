package dev.holdfast.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {

  private final List<String> seen = new ArrayList<>();

  private final Lane lane =
      new Lane(
          Runnable::run,
          new Lane.Worker() {
            @Override
            public void piece(Object piece) {
              if (piece.equals("bad")) {
                throw new IllegalStateException("bad");
              }
              seen.add(piece.toString());
            }

            @Override
            public void endRound() {
              seen.add(".");
            }

            @Override
            public void failed(Throwable why) {
              seen.add("failed: " + why.getMessage());
            }
          });

  @Test
  void servesWhatComesBehindAPieceThatFails() {
    lane.addAll(List.of("one", "bad", "two"));
    assertThat(lane.waiting()).isZero();
    lane.add("three");
    assertThat(seen).containsExactly("one", "failed: bad", "two", ".", "three", ".");
  }

  @Test
  void aCallerServesOneBatchAndLeavesTheRestToTheWorkers() {
    List<Runnable> later = new ArrayList<>();
    List<Integer> done = new ArrayList<>();
    Lane left =
        new Lane(
            later::add,
            new Lane.Worker() {
              @Override
              public void piece(Object piece) {
                done.add((Integer) piece);
              }

              @Override
              public void endRound() {}

              @Override
              public void failed(Throwable why) {
                throw new AssertionError(why);
              }
            });
    left.addAll(IntStream.range(0, 2_500).boxed().toList());
    assertThat(done).hasSize(1_024);
    assertThat(left.waiting()).isEqualTo(2_500 - 1_024);
    while (!later.isEmpty()) {
      later.removeFirst().run();
    }
    assertThat(done).hasSize(2_500).isSorted();
  }
}
