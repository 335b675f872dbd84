package dev.holdfast.engine.model;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldCommand.Cancel;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Extend;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The whole domain in one place, slow and plain. One thread. Time comes with each call and never
 * goes back; what is due by then has happened before the call is decided.
 */
public final class StockModel implements Subject {

  /** How long the identity of a hold or an adjustment is known: 24 hours. */
  public static final long IDENTITY_WINDOW_MILLIS = 24 * 60 * 60 * 1000L;

  private final Stock stock = new Stock();
  private final HoldRules holdRules;
  private final CountRules countRules = new CountRules(stock);

  /**
   * @param home the home shard of a new hold
   */
  public StockModel(ToIntFunction<Create> home) {
    this.holdRules = new HoldRules(stock, home);
  }

  @Override
  public void catalogue(Catalogue now) {
    stock.catalogue = now;
  }

  @Override
  public Answer<Hold> hold(HoldCommand command, long nowMillis) {
    pass(nowMillis);
    return switch (command) {
      case Create create -> holdRules.create(create, nowMillis);
      case Confirm confirm -> holdRules.confirm(confirm);
      case Release release -> holdRules.release(release, nowMillis);
      case Extend extend -> holdRules.extend(extend);
      case Ship ship -> holdRules.ship(ship, nowMillis);
      case Cancel cancel -> holdRules.cancel(cancel, nowMillis);
      case Get get -> holdRules.get(get);
    };
  }

  @Override
  public Answer<Position> stock(StockCommand command, long nowMillis) {
    pass(nowMillis);
    return switch (command) {
      case StockCommand.Count count -> countRules.count(count);
      case StockCommand.Adjust adjust -> countRules.adjust(adjust, nowMillis);
    };
  }

  @Override
  public Answer<List<Availability>> availability(
      String poolId, List<String> skus, boolean detail, long nowMillis) {
    pass(nowMillis);
    Pool pool = stock.catalogue.pool(poolId).orElse(null);
    if (pool == null) {
      return Answer.refused(Reason.POOL_NOT_FOUND, "there is no pool " + poolId, "pool");
    }
    List<Availability> items = new ArrayList<>();
    for (String sku : skus) {
      items.add(availability(pool, sku, detail));
    }
    return Answer.done(items);
  }

  private Availability availability(Pool pool, String sku, boolean detail) {
    long free = 0;
    List<Position> positions = new ArrayList<>();
    for (String location : pool.locations()) {
      PositionKey key = new PositionKey(sku, location);
      free += stock.grantable(key);
      if (detail && stock.positions.containsKey(key)) {
        positions.add(stock.shown(key));
      }
    }
    long available = Math.min(free, stock.quotaLeft(pool, sku));
    return new Availability(sku, available, stock.revision(0), positions);
  }

  /** Every position that was ever counted or adjusted, by no particular order. */
  public List<Position> positions(long nowMillis) {
    pass(nowMillis);
    return stock.positions.keySet().stream().map(stock::shown).toList();
  }

  /** Every hold that is remembered, by no particular order. */
  public List<Hold> holds(long nowMillis) {
    pass(nowMillis);
    return stock.holds.values().stream().map(hold -> hold.shown(stock.ack(hold, null))).toList();
  }

  /** How many changes there were. */
  public long sequence() {
    return stock.revision(0).sequence();
  }

  /** How many grants there were, reacquired ones too. */
  public long grants() {
    return stock.grants();
  }

  /** How many of them took more than was free: always 0 (I1). */
  public long oversold() {
    return stock.oversold();
  }

  private void pass(long nowMillis) {
    for (ModelHold hold : List.copyOf(stock.holds.values())) {
      if (hold.state == HoldState.HELD && nowMillis >= hold.expireMillis) {
        hold.state = HoldState.EXPIRED;
        hold.endMillis = hold.expireMillis;
        hold.revision = stock.nextRevision(hold.name.home());
      }
      if (nowMillis - hold.endMillis >= IDENTITY_WINDOW_MILLIS) {
        stock.forget(hold);
      }
    }
  }
}
