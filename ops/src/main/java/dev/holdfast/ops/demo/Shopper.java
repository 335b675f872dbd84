package dev.holdfast.ops.demo;

import dev.holdfast.client.HoldLine;
import dev.holdfast.client.HoldRequest;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.LineQuantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** What one visitor of the shop does, from coming to going. Each runs in a thread of its own. */
record Shopper(Storefront shop, Catalogue catalogue, SplittableRandom random) {

  private static final int MOST_LINES = 12;
  private static final int MOST_BROWSED = 20;

  /** Holds that are left to expire, and how long after its time one is looked at. */
  private static final Duration LATE = Duration.ofMillis(50);

  private static final Duration PATIENT = Duration.ofMinutes(2);

  void browse() {
    List<String> skus = new ArrayList<>();
    int count = 1 + random.nextInt(MOST_BROWSED);
    for (int i = 0; i < count; i++) {
      skus.add(anySku());
    }
    shop.browse(anyPool(), skus);
  }

  /** A basket of the ordinary day. */
  void buy(long intendedNanos) throws InterruptedException {
    double fate = random.nextDouble();
    boolean walksAway = fate < 0.25;
    HoldRequest request =
        HoldRequest.in(anyPool())
            .region(pick(Catalogue.REGIONS))
            .ttl(walksAway ? Duration.ofMillis(random.nextLong(1_000, 2_000)) : PATIENT);
    skus().forEach(sku -> request.line(sku, 1 + random.nextInt(3)));
    if (random.nextInt(10) == 0) {
      request.allowPartial();
    }
    Optional<HoldView> hold = shop.hold(request, intendedNanos);
    if (hold.isEmpty()) {
      return;
    }
    if (random.nextInt(50) == 0) {
      shop.repeat(request, hold.get());
    }
    if (walksAway) {
      waitFor(hold.get().expireTime().plus(LATE));
      shop.expectExpired(hold.get());
    } else {
      think(1_500);
      goOn(hold.get(), fate);
    }
    shop.finish(hold.get());
  }

  private void goOn(HoldView hold, double fate) throws InterruptedException {
    if (fate < 0.45) {
      shop.release(hold);
    } else if (fate < 0.53) {
      Optional<HoldView> longer = shop.extend(hold, hold.expireTime().plusSeconds(60));
      think(500);
      longer.ifPresent(shop::confirm);
    } else {
      Optional<HoldView> order = shop.confirm(hold);
      if (order.isPresent()) {
        think(500);
        fulfil(order.get());
      }
    }
  }

  private void fulfil(HoldView order) {
    double fate = random.nextDouble();
    HoldLine first = order.lines().getFirst();
    if (fate < 0.08) {
      shop.cancel(order);
    } else if (fate < 0.2 && first.backings().size() == 1) {
      shop.cancel(order, new LineQuantity(first.sku(), 1));
    } else if (fate < 0.7 && order.lines().stream().noneMatch(Restocker::isCounted)) {
      shop.ship(order);
    }
  }

  /** One unit of what everybody wants. */
  void snatch(long intendedNanos, Figures figures) throws InterruptedException {
    HoldRequest request =
        HoldRequest.in(random.nextInt(5) == 0 ? Catalogue.MARKETPLACE : Catalogue.WEB)
            .line(catalogue.flashSku(), 1)
            .ttl(PATIENT);
    Optional<HoldView> hold = shop.hold(request, intendedNanos);
    if (hold.isEmpty()) {
      figures.flashRefused.increment();
      return;
    }
    figures.flashGranted.increment();
    think(1_000);
    if (random.nextInt(5) == 0) {
      shop.release(hold.get());
    } else {
      shop.confirm(hold.get()).filter(order -> random.nextBoolean()).ifPresent(shop::ship);
    }
    shop.finish(hold.get());
  }

  /** Mostly one line, else 2 to 12 different ones. */
  private Set<String> skus() {
    int lines = random.nextInt(5) < 2 ? 1 : 2 + (int) Math.pow(MOST_LINES - 1, random.nextDouble());
    Set<String> skus = new LinkedHashSet<>();
    while (skus.size() < lines) {
      skus.add(anySku());
    }
    return skus;
  }

  /** Some sell far better than others. */
  private String anySku() {
    double popularity = Math.pow(random.nextDouble(), 2.5);
    return catalogue.skus().get((int) (popularity * catalogue.skus().size()));
  }

  private String anyPool() {
    double which = random.nextDouble();
    if (which < 0.6) {
      return Catalogue.WEB;
    }
    return which < 0.85 ? Catalogue.APP : Catalogue.MARKETPLACE;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private void think(int mostMillis) throws InterruptedException {
    Thread.sleep(random.nextInt(mostMillis));
  }

  private static void waitFor(Instant time) throws InterruptedException {
    long millis = Duration.between(Instant.now(), time).toMillis();
    if (millis > 0) {
      Thread.sleep(millis);
    }
  }
}
