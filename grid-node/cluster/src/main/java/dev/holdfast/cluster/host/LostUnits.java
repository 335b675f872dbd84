package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer.Done;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.shard.BasketPage;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.ShardView;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks, for a line shard that may have lost effects, which baskets of a home stand on it: what it
 * has lost it takes again, or the basket becomes short (rule 16). Safe for any thread.
 */
final class LostUnits {
  private final Settler settler;
  private final Peers peers;
  private final int shards;
  private final int lineShard;
  private final int home;
  private final Runnable then;

  /**
   * A search.
   *
   * @param shards how many there are
   * @param then happens once all is done
   */
  LostUnits(Settler settler, Peers peers, int shards, int lineShard, int home, Runnable then) {
    this.settler = settler;
    this.peers = peers;
    this.shards = shards;
    this.lineShard = lineShard;
    this.home = home;
    this.then = then;
  }

  void search() {
    search(BasketPage.START);
  }

  private void search(long from) {
    settler.carry(
        errand ->
            peers.tell(
                home,
                Call.internal(
                    commands -> commands.basketsAt(lineShard, shards, from),
                    outcome -> {
                      if (outcome instanceof Done<OutcomeReader>(OutcomeReader reader)) {
                        BasketPage page = reader.baskets();
                        if (errand.arrives()) {
                          look(page);
                        }
                      }
                    })));
  }

  private void look(BasketPage page) {
    AtomicInteger waiting = new AtomicInteger(1 + page.baskets().size());
    Runnable done =
        () -> {
          if (waiting.decrementAndGet() == 0) {
            next(page.next());
          }
        };
    page.baskets().forEach(basket -> takeAgain(basket, done));
    done.run();
  }

  private void next(long from) {
    if (from == BasketPage.END) {
      then.run();
    } else {
      search(from);
    }
  }

  private void takeAgain(BasketPage.Basket basket, Runnable done) {
    settler.carry(
        errand ->
            peers.tell(
                lineShard,
                Call.internal(
                    commands -> commands.takeAgain(home, basket),
                    outcome -> {
                      if (outcome instanceof Done<OutcomeReader>(OutcomeReader reader)
                          && errand.arrives()) {
                        took(reader, basket, done);
                      }
                    })));
  }

  private void took(OutcomeReader reader, BasketPage.Basket basket, Runnable done) {
    boolean sold =
        reader.type() == OutcomeType.REFUSED && reader.reason() == Reason.INSUFFICIENT_STOCK;
    if (sold) {
      becomeShort(basket, done);
    } else {
      ShardView.Intent intent = new ShardView.Intent(home, basket.key(), basket.attempt());
      settler.pullOpening(lineShard, intent, done);
    }
  }

  private void becomeShort(BasketPage.Basket basket, Runnable done) {
    settler.carry(
        errand ->
            peers.tell(
                home,
                Call.internal(
                    commands -> commands.becomeShort(basket.key(), basket.attempt()),
                    outcome -> {
                      if (outcome instanceof Done<OutcomeReader> && errand.arrives()) {
                        done.run();
                      }
                    })));
  }
}
