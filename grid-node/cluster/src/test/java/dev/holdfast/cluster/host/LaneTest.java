package dev.holdfast.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
}
