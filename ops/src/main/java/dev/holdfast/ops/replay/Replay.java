package dev.holdfast.ops.replay;

import dev.holdfast.client.Hold;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.LineQuantity;
import dev.holdfast.client.RefusedException;
import dev.holdfast.ops.command.OperationException;
import dev.holdfast.ops.replay.Lanes.Lane;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays orders at full speed, many at once. The same file and stock give the same decisions at any
 * speed: baskets that want the same scarce SKU are decided in the order of the file, and a
 * cancellation after the customer's earlier baskets. A SKU with as much stock as demand can never
 * be the reason of a refusal, so its baskets need no order.
 */
final class Replay {

  private static final int MOST_AT_ONCE = 512;
  private static final String NOT_AN_ID = "[^A-Za-z0-9._~-]";
  private static final int MOST_ID = 64;

  private final Shop shop;
  private final Supply supply;
  private final Books books;
  private final Lanes lanes = new Lanes();
  private final Set<Lane> returned = new HashSet<>();
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Replay(Shop shop, Supply supply, Books books) {
    this.shop = shop;
    this.supply = supply;
    this.books = books;
  }

  /** Plays all of them and returns how long it took from the first to the last answer. */
  Duration play(List<Order> orders) {
    for (Order order : orders) {
      if (order instanceof Order.Cancellation cancellation) {
        returned.add(new Lane(order.customer(), cancellation.units().sku()));
      }
    }
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int number = 0;
      for (Order order : orders) {
        number++;
        room.acquireUninterruptibly();
        if (failure.get() != null) {
          break;
        }
        enter(threads, number, order);
      }
    }
    Throwable failed = failure.get();
    if (failed != null) {
      throw new OperationException("the replay stopped: " + failed.getMessage(), failed);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void enter(ExecutorService threads, int number, Order order) {
    CompletableFuture<Boolean> decided = new CompletableFuture<>();
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    CompletableFuture<?> before =
        CompletableFuture.allOf(
            lanes.enter(stockLanes(order), decided), lanes.enter(customerLanes(order), done));
    threads.execute(
        () -> {
          try {
            before.join();
            play(number, order, decided);
          } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
          } finally {
            decided.complete(true);
            done.complete(true);
            room.release();
          }
        });
  }

  private List<Lane> stockLanes(Order order) {
    return skus(order).stream().filter(supply.scarce()::contains).map(Lane::stock).toList();
  }

  private List<Lane> customerLanes(Order order) {
    return skus(order).stream()
        .map(sku -> new Lane(order.customer(), sku))
        .filter(lane -> !lane.customer().isEmpty() && returned.contains(lane))
        .toList();
  }

  private static List<String> skus(Order order) {
    return switch (order) {
      case Order.Basket basket -> basket.lines().stream().map(LineQuantity::sku).toList();
      case Order.Cancellation cancellation -> List.of(cancellation.units().sku());
    };
  }

  private void play(int number, Order order, CompletableFuture<Boolean> decided) {
    if (failure.get() != null) {
      return;
    }
    switch (order) {
      case Order.Basket basket -> buy(number, basket, decided);
      case Order.Cancellation cancellation -> giveBack(number, cancellation);
    }
  }

  private void buy(int number, Order.Basket basket, CompletableFuture<Boolean> decided) {
    HoldRequest request = HoldRequest.in(shop.pool()).id(identity(number));
    basket.lines().forEach(line -> request.line(line.sku(), line.quantity()));
    Hold hold;
    try {
      hold = shop.holdfast().hold(request);
    } catch (RefusedException e) {
      books.refused(basket);
      return;
    }
    decided.complete(true);
    HoldView confirmed = hold.confirm(orderId(basket.invoice()));
    books.granted(basket, confirmed);
  }

  private void giveBack(int number, Order.Cancellation cancellation) {
    books
        .giveBack(cancellation)
        .ifPresent(hold -> shop.holdfast().cancel(hold, identity(number), cancellation.units()));
  }

  private String identity(int number) {
    return shop.run() + "-" + number;
  }

  private static String orderId(String invoice) {
    String id = invoice.replaceAll(NOT_AN_ID, "_");
    return id.substring(0, Math.min(id.length(), MOST_ID));
  }
}
