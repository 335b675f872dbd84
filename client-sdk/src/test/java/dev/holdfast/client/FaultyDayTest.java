package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.holdfast.client.Faults.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads, and every kind of fault in an order that a seed decides. */
class FaultyDayTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 60;
  private static final int STOCK = 100_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyCallEndsAndEveryUnitIsAccountedFor(long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (TestGrid grid = TestGrid.start();
        Holdfast holdfast =
            Holdfast.builder()
                .targets(grid.address())
                .maxInFlight(THREADS - 2)
                .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
                .connect()) {
      grid.stock.put("SKU", STOCK);
      script(grid.faults, new Random(seed));
      List<Callable<Integer>> customers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(seed * THREADS + i);
        customers.add(() -> shop(holdfast, random));
      }
      int confirmed = 0;
      for (Future<Integer> units : threads.invokeAll(customers, 60, TimeUnit.SECONDS)) {
        confirmed += units.get();
      }
      assertThat(grid.stock.holds()).isEqualTo(THREADS * ROUNDS);
      assertThat(grid.stock.free("SKU")).isEqualTo(STOCK - confirmed);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Holds, and confirms every other time; the rest returns by closing. */
  private static int shop(Holdfast holdfast, Random random) {
    int confirmed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int units = 1 + random.nextInt(5);
      try (Hold hold = holdfast.hold(HoldRequest.in("web").line("SKU", units))) {
        if (random.nextBoolean()) {
          hold.confirm("order-" + round);
          confirmed += units;
        }
      }
    }
    return confirmed;
  }

  private static void script(Faults faults, Random random) {
    for (int i = 0; i < 200; i++) {
      faults.next(
          switch (random.nextInt(8)) {
            case 0 -> Fault.BREAK_BEFORE;
            case 1 -> Fault.BREAK_AFTER;
            case 2, 3 -> Fault.TWICE;
            default -> Fault.NONE;
          });
    }
    faults.refuse(20, Statuses.retryIn(Code.UNAVAILABLE, "SHARD_CLOSED", 1));
    faults.refuse(20, Statuses.retryIn(Code.UNAVAILABLE, "UNKNOWN_OUTCOME", 1));
  }
}
