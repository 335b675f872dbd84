package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.HoldCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallTableTest {

  private final CallTable table = new CallTable(4);

  @Test
  void findsACallByItsIdOnly() {
    StreamCall call = call();
    table.add(call);
    assertThat(table.find(call.id)).isSameAs(call);
    assertThat(table.find(call.id + 1)).isNull();
    assertThat(table.find(call.id + 4)).as("another generation of the slot").isNull();
    assertThat(table.find(-1)).isNull();
    assertThat(table.find(Long.MIN_VALUE)).isNull();
  }

  @Test
  void forgetsTheIdOfARenewedCall() {
    StreamCall call = call();
    table.add(call);
    long before = call.id;
    table.renew(call);
    assertThat(table.find(before)).isNull();
    assertThat(table.find(call.id)).isSameAs(call);
  }

  @Test
  void givesNoIdTwiceAndLosesNoCall() {
    Random random = new Random(7);
    List<StreamCall> open = new ArrayList<>();
    Set<Long> given = new HashSet<>();
    for (int step = 0; step < 10_000; step++) {
      if (open.size() < 4 && (open.isEmpty() || random.nextBoolean())) {
        StreamCall call = call();
        table.add(call);
        open.add(call);
        assertThat(given.add(call.id)).isTrue();
      } else {
        table.remove(open.remove(random.nextInt(open.size())));
      }
      List<StreamCall> seen = new ArrayList<>();
      table.forEach(seen::add);
      assertThat(seen).containsExactlyInAnyOrderElementsOf(open);
      assertThat(table.isEmpty()).isEqualTo(open.isEmpty());
    }
  }

  private static StreamCall call() {
    return new StreamCall(HoldCall.newBuilder(), Patience.blocking(Duration.ofSeconds(1)));
  }
}
