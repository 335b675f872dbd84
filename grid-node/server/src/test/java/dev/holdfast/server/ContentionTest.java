package dev.holdfast.server;

import static dev.holdfast.server.Storefront.create;
import static dev.holdfast.server.Storefront.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.v1.CreateHoldRequest;
import dev.holdfast.v1.Hold;
import dev.holdfast.v1.HoldLine;
import dev.holdfast.v1.Position;
import dev.holdfast.v1.ReleaseHoldRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many baskets at once over few units. */
class ContentionTest {
  private static final int CALLERS = 32;

  @TempDir static Path directory;
  static TestNode node;
  private final Random random = new Random(11);

  @BeforeAll
  static void start() {
    node = TestNode.start(directory);
    node.grpc.withWeb();
  }

  @AfterAll
  static void stop() {
    assertThat(Storefront.audit((GrpcLine) node.grpc.line()))
        .singleElement()
        .matches(summary -> summary.getPassed(), "the audit passes");
    node.close();
  }

  /** Two baskets for the same last two units, named in opposite order: one of them must win. */
  @Test
  void neverRefusesBothWhereOneAloneFits() {
    for (int round = 0; round < 150; round++) {
      List<String> skus = new ArrayList<>(Skus.apart("last" + round, 3));
      skus.forEach(sku -> node.grpc.count(sku, "east", 1));
      List<CreateHoldRequest> requests = new ArrayList<>();
      int rivals = 2 + round % 3;
      for (int i = 0; i < rivals; i++) {
        Collections.rotate(skus, 1);
        requests.add(
            create("last" + round + "-" + i, of(skus.get(0), 1), of(skus.get(1), 1)).build());
      }
      List<Hold> granted = granted(sell(requests));
      assertThat(granted).describedAs("round %s", round).hasSize(1);
    }
  }

  /** No releases: what is free only falls, so a refused basket must not fit at the end either. */
  @Test
  void refusesOnlyWhatDoesNotFit() {
    for (int round = 0; round < 6; round++) {
      List<String> skus = Skus.apart("few" + round, 5);
      Map<String, Long> stock = new HashMap<>();
      for (String sku : skus) {
        stock.put(sku, 10L + random.nextInt(20));
        node.grpc.count(sku, "east", stock.get(sku) / 2);
        node.grpc.count(sku, "west", stock.get(sku) - stock.get(sku) / 2);
      }
      List<CreateHoldRequest> requests = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        requests.add(basket("few" + round + "-" + i, skus));
      }
      Map<CreateHoldRequest, Answer> answers = sell(requests);
      List<Hold> granted = granted(answers);
      assertThat(granted).hasSizeGreaterThan(10);
      Map<String, Long> free = free(skus);
      granted.forEach(hold -> hold.getLinesList().forEach(line -> take(stock, line)));
      assertThat(free).describedAs("all baskets are whole").isEqualTo(stock);
      answers.forEach(
          (request, answer) -> {
            if (answer.hold() == null) {
              assertThat(fits(request, free)).describedAs("refused wrongly: " + request).isFalse();
            }
          });
      releaseAll(granted, skus);
    }
  }

  private CreateHoldRequest basket(String id, List<String> skus) {
    List<String> chosen = new ArrayList<>(skus);
    Collections.shuffle(chosen, random);
    CreateHoldRequest.Builder request = create(id);
    for (String sku : chosen.subList(0, 1 + random.nextInt(4))) {
      request.addLines(of(sku, 1 + random.nextInt(3)));
    }
    return request.build();
  }

  private static void take(Map<String, Long> stock, HoldLine line) {
    stock.merge(line.getSku(), -line.getQuantity(), Long::sum);
  }

  private static boolean fits(CreateHoldRequest request, Map<String, Long> free) {
    return request.getLinesList().stream()
        .allMatch(line -> line.getQuantity() <= free.get(line.getSku()));
  }

  private static Map<String, Long> free(List<String> skus) {
    Map<String, Long> free = new HashMap<>();
    skus.forEach(sku -> free.put(sku, node.grpc.available("web", sku)));
    return free;
  }

  private void releaseAll(List<Hold> granted, List<String> skus) {
    granted.forEach(
        hold -> node.grpc.hold(ReleaseHoldRequest.newBuilder().setName(hold.getName()).build()));
    await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              for (String sku : skus) {
                for (Position position :
                    node.grpc.availability("web", sku).getFirst().getPositionsList()) {
                  assertThat(position.getHeld()).describedAs(sku).isZero();
                  assertThat(position.getFree()).isEqualTo(position.getOnHand());
                }
              }
            });
  }

  /** The hold, or null if it was refused for want of stock. */
  private record Answer(Hold hold) {}

  private static Map<CreateHoldRequest, Answer> sell(List<CreateHoldRequest> requests) {
    Map<CreateHoldRequest, Answer> answers = new HashMap<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      Map<CreateHoldRequest, CompletableFuture<Answer>> calls = new HashMap<>();
      for (CreateHoldRequest request : requests) {
        calls.put(request, CompletableFuture.supplyAsync(() -> sell(request), callers));
      }
      calls.forEach((request, call) -> answers.put(request, call.join()));
    }
    return answers;
  }

  private static Answer sell(CreateHoldRequest request) {
    while (true) {
      try {
        return new Answer(node.grpc.hold(request));
      } catch (RefusedCall refused) {
        if (!refused.isTransient()) {
          assertThat(refused.reason()).isEqualTo("INSUFFICIENT_STOCK");
          return new Answer(null);
        }
      }
    }
  }

  private static List<Hold> granted(Map<CreateHoldRequest, Answer> answers) {
    return answers.values().stream().map(Answer::hold).filter(java.util.Objects::nonNull).toList();
  }
}
