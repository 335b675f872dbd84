package dev.holdfast.ops.demo;

import dev.holdfast.client.Availability;
import dev.holdfast.client.HoldState;
import dev.holdfast.client.HoldView;
import dev.holdfast.client.Holdfast;
import dev.holdfast.client.Position;
import dev.holdfast.ops.command.Findings;
import dev.holdfast.ops.command.HoldDifference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Compares the grid with the books, hold by hold and shelf by shelf. One thread that asks. */
final class Verdict {

  private static final int AT_ONCE = 256;
  private static final int SKUS_A_CALL = 1_000;

  private final Holdfast holdfast;
  private final Findings findings;
  private final AtomicLong lost = new AtomicLong();

  Verdict(Holdfast holdfast, Findings findings) {
    this.holdfast = holdfast;
    this.findings = findings;
  }

  /** Acknowledged holds that the grid does not know or knows otherwise. */
  long lost() {
    return lost.get();
  }

  /** Asks for each hold by its name: state, lines, backings and times must be as acknowledged. */
  void compareHolds(Collection<HoldView> acknowledged) {
    Semaphore room = new Semaphore(AT_ONCE);
    for (HoldView view : acknowledged) {
      room.acquireUninterruptibly();
      holdfast
          .getAsync(view.name())
          .whenComplete(
              (found, failure) -> {
                compare(view, found, failure);
                room.release();
              });
    }
    room.acquireUninterruptibly(AT_ONCE);
  }

  private void compare(HoldView view, @Nullable HoldView found, @Nullable Throwable failure) {
    boolean over = view.state() == HoldState.HELD && view.expireTime().isBefore(Instant.now());
    HoldState state = over ? HoldState.EXPIRED : view.state();
    String difference =
        found == null ? view.name() + ": " + failure : HoldDifference.inState(view, found, state);
    if (!difference.isEmpty()) {
      lost.incrementAndGet();
      findings.add(difference);
    }
  }

  /** Every shelf must have what the books say, and no shelf may be missing. */
  void compareShelves(Catalogue catalogue, Ledger ledger) {
    Map<Shelf, Position> positions = positions(catalogue);
    ledger
        .expected(Instant.now())
        .forEach(
            (shelf, expected) -> {
              Position found = positions.get(shelf);
              boolean same =
                  found != null
                      && found.onHand() == expected.onHand()
                      && found.held() == expected.held()
                      && found.committed() == expected.committed();
              if (!same) {
                findings.add(shelf + ": by the books " + expected + ", found " + found);
              }
            });
  }

  private Map<Shelf, Position> positions(Catalogue catalogue) {
    List<String> skus = new ArrayList<>(catalogue.skus());
    skus.add(catalogue.flashSku());
    Map<Shelf, Position> positions = new HashMap<>();
    for (String pool : Catalogue.POOLS) {
      for (int from = 0; from < skus.size(); from += SKUS_A_CALL) {
        List<String> some = skus.subList(from, Math.min(skus.size(), from + SKUS_A_CALL));
        for (Availability sku : holdfast.stock().positions(pool, some)) {
          sku.positions().forEach(p -> positions.put(new Shelf(p.sku(), p.location()), p));
        }
      }
    }
    return positions;
  }
}
