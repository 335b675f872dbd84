package dev.holdfast.engine.model;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Line;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.catalogue.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether a new hold is granted, and whether an expired one is granted again. */
final class Granting {

  private final Stock stock;
  private final Create create;

  Granting(Stock stock, Create create) {
    this.stock = stock;
    this.create = create;
  }

  Answer<Hold> decide(HoldName name, long now) {
    Pool pool = stock.catalogue.pool(create.pool()).orElse(null);
    if (pool == null) {
      return Answer.refused(Reason.POOL_NOT_FOUND, "there is no pool " + create.pool(), "pool");
    }
    Optional<Answer<Hold>> fault =
        faultyTtl(pool).or(() -> faultyPin(pool)).or(() -> unknownSku(pool));
    return fault.orElseGet(() -> grant(pool, name, now));
  }

  private Optional<Answer<Hold>> faultyPin(Pool pool) {
    for (int i = 0; i < create.lines().size(); i++) {
      String pin = create.lines().get(i).location();
      String field = "lines[" + i + "].location";
      if (!pin.isEmpty() && stock.catalogue.location(pin).isEmpty()) {
        return refused(Reason.LOCATION_NOT_FOUND, "there is no location " + pin, field);
      }
      if (!pin.isEmpty() && !pool.locations().contains(pin)) {
        return refused(
            Reason.INVALID_LOCATION, "location " + pin + " is not in pool " + pool.id(), field);
      }
    }
    return Optional.empty();
  }

  private Optional<Answer<Hold>> faultyTtl(Pool pool) {
    return create.ttlMillis() > pool.longestLifeMillis()
        ? refused(
            Reason.INVALID_TTL,
            "ttl is longer than the pool's longest_hold_life, " + pool.longestLifeMillis() + " ms",
            "ttl")
        : Optional.empty();
  }

  private Optional<Answer<Hold>> unknownSku(Pool pool) {
    for (int i = 0; i < create.lines().size(); i++) {
      String sku = create.lines().get(i).sku();
      if (!stock.stocked(pool, sku)) {
        return refused(
            Reason.SKU_NOT_STOCKED,
            "nothing was ever counted of " + sku + " in pool " + pool.id(),
            "lines[" + i + "].sku");
      }
    }
    return Optional.empty();
  }

  private static Optional<Answer<Hold>> refused(Reason reason, String message, String field) {
    return Optional.of(Answer.refused(reason, message, field));
  }

  private Answer<Hold> grant(Pool pool, HoldName name, long now) {
    Trial trial = new Trial(stock, pool, create.region(), create.lines(), true);
    boolean granted = create.allowPartial() ? trial.granted() > 0 : trial.complete();
    if (!granted) {
      // Only when the stock alone would have been enough is the quota the reason.
      Trial stockAlone = new Trial(stock, pool, create.region(), create.lines(), false);
      boolean enough = create.allowPartial() ? stockAlone.granted() > 0 : stockAlone.complete();
      return new Answer.Refused<>(
          enough ? Reason.QUOTA_EXCEEDED : Reason.INSUFFICIENT_STOCK,
          enough ? "the pool's quota leaves less than wanted" : "less is available than wanted",
          "",
          trial.shortages(),
          false,
          0);
    }
    long life = create.ttlMillis() == 0 ? pool.defaultLifeMillis() : create.ttlMillis();
    ModelHold hold =
        new ModelHold(
            name,
            create,
            pool.number(),
            lines(pool, create.lines(), trial),
            now,
            now + life,
            stock.nextRevision(name.home()));
    stock.holds.put(name, hold);
    stock.granted(hold);
    return Answer.done(hold.shown(stock.ack(hold, create.ack())));
  }

  /**
   * Takes the granted units of an expired hold again, all of them or none.
   *
   * @return the lines that fall short
   */
  static List<Shortage> again(Stock stock, ModelHold hold) {
    List<Line> wanted =
        hold.lines.stream()
            .map(line -> new Line(line.wish.sku(), line.quantity(), line.wish.location()))
            .toList();
    Pool pool = stock.pool(hold).orElse(null);
    if (pool == null) {
      return wanted.stream()
          .filter(line -> line.quantity() > 0)
          .map(line -> new Shortage(line.sku(), line.location(), line.quantity(), 0))
          .toList();
    }
    Trial trial = new Trial(stock, pool, hold.request.region(), wanted, true);
    if (trial.complete()) {
      hold.lines = lines(pool, hold.request.lines(), trial);
    }
    return trial.shortages();
  }

  private static List<ModelLine> lines(Pool pool, List<Line> wishes, Trial trial) {
    List<ModelLine> lines = new ArrayList<>();
    for (int i = 0; i < wishes.size(); i++) {
      long since = Stock.quotaSince(pool, wishes.get(i).sku());
      lines.add(new ModelLine(wishes.get(i), trial.backings(i), since));
    }
    return lines;
  }
}
