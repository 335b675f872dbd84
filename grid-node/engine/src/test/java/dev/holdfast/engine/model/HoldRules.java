package dev.holdfast.engine.model;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand.Cancel;
import dev.holdfast.engine.HoldCommand.Confirm;
import dev.holdfast.engine.HoldCommand.Create;
import dev.holdfast.engine.HoldCommand.Extend;
import dev.holdfast.engine.HoldCommand.Get;
import dev.holdfast.engine.HoldCommand.Part;
import dev.holdfast.engine.HoldCommand.Release;
import dev.holdfast.engine.HoldCommand.Ship;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.catalogue.Pool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What the calls on holds do, once everything that was due has happened. */
final class HoldRules {

  private final Stock stock;
  private final ToIntFunction<Create> home;

  HoldRules(Stock stock, ToIntFunction<Create> home) {
    this.stock = stock;
    this.home = home;
  }

  Answer<Hold> create(Create create, long now) {
    HoldName name = new HoldName(home.applyAsInt(create), create.holdId());
    ModelHold known = stock.holds.get(name);
    if (known != null) {
      return known.pool == stock.poolNumber(create.pool()) && same(known.request, create)
          ? Answer.done(known.replayed(stock.ack(known, create.ack())))
          : Answer.refused(
              Reason.HOLD_ID_REUSED,
              "hold_id " + create.holdId() + " was used for another request",
              "hold_id");
    }
    return new Granting(stock, create).decide(name, now);
  }

  /** Two requests are the same if all fields but ack are. */
  private static boolean same(Create one, Create other) {
    return one.pool().equals(other.pool())
        && one.lines().equals(other.lines())
        && one.ttlMillis() == other.ttlMillis()
        && one.allowPartial() == other.allowPartial()
        && one.region().equals(other.region());
  }

  Answer<Hold> confirm(Confirm confirm) {
    ModelHold hold = stock.holds.get(confirm.name());
    if (hold == null) {
      return notFound(confirm.name());
    }
    return switch (hold.state) {
      case HELD -> {
        hold.state = HoldState.CONFIRMED;
        hold.orderId = confirm.orderId();
        yield changed(hold, confirm.ack());
      }
      case CONFIRMED ->
          hold.orderId.equals(confirm.orderId()) ? shown(hold, confirm.ack()) : ended(hold);
      case RELEASED -> ended(hold);
      case EXPIRED -> confirm.reacquire() ? reacquire(hold, confirm) : ended(hold);
    };
  }

  private Answer<Hold> reacquire(ModelHold hold, Confirm confirm) {
    List<Shortage> shortages = Granting.again(stock, hold);
    if (!shortages.isEmpty()) {
      return new Answer.Refused<>(
          Reason.HOLD_EXPIRED,
          "the hold expired and its units cannot be had again",
          "",
          shortages,
          true,
          0);
    }
    hold.state = HoldState.CONFIRMED;
    hold.orderId = confirm.orderId();
    hold.endMillis = Long.MAX_VALUE;
    stock.granted(hold);
    return changed(hold, confirm.ack());
  }

  Answer<Hold> release(Release release, long now) {
    ModelHold hold = stock.holds.get(release.name());
    if (hold == null) {
      return notFound(release.name());
    }
    return switch (hold.state) {
      case HELD -> {
        hold.state = HoldState.RELEASED;
        hold.endMillis = now;
        yield changed(hold, release.ack());
      }
      case RELEASED -> shown(hold, release.ack());
      case CONFIRMED, EXPIRED -> ended(hold);
    };
  }

  Answer<Hold> extend(Extend extend) {
    ModelHold hold = stock.holds.get(extend.name());
    if (hold == null) {
      return notFound(extend.name());
    }
    if (hold.state != HoldState.HELD) {
      return ended(hold);
    }
    // The holds of a pool that is gone stay as they are.
    long longest = stock.pool(hold).map(Pool::longestLifeMillis).orElse(0L);
    long allowed = Math.min(extend.expireMillis(), hold.createMillis + longest);
    if (allowed <= hold.expireMillis) {
      return shown(hold, extend.ack());
    }
    hold.expireMillis = allowed;
    return changed(hold, extend.ack());
  }

  Answer<Hold> ship(Ship ship, long now) {
    ModelHold hold = stock.holds.get(ship.name());
    if (hold == null) {
      return notFound(ship.name());
    }
    return part(
        hold, hold.shipments, ship.shipmentId(), bySku(ship.lines()), true, ship.ack(), now);
  }

  Answer<Hold> cancel(Cancel cancel, long now) {
    ModelHold hold = stock.holds.get(cancel.name());
    if (hold == null) {
      return notFound(cancel.name());
    }
    return part(
        hold,
        hold.cancellations,
        cancel.cancellationId(),
        bySku(cancel.lines()),
        false,
        cancel.ack(),
        now);
  }

  /** Two parts of one SKU are one wish. */
  private static List<Part> bySku(List<Part> parts) {
    Map<String, Long> wishes = new LinkedHashMap<>();
    parts.forEach(part -> wishes.merge(part.sku(), part.quantity(), Long::sum));
    return wishes.entrySet().stream().map(e -> new Part(e.getKey(), e.getValue())).toList();
  }

  private Answer<Hold> part(
      ModelHold hold,
      Map<String, List<Part>> made,
      String id,
      List<Part> lines,
      boolean leaving,
      @Nullable AckLevel ack,
      long now) {
    if (hold.state != HoldState.CONFIRMED) {
      return ended(hold);
    }
    List<Part> before = made.get(id);
    if (before != null) {
      return before.equals(lines) ? shown(hold, ack) : reused(id, leaving);
    }
    for (int i = 0; i < lines.size(); i++) {
      String sku = lines.get(i).sku();
      if (hold.lines.stream().noneMatch(line -> line.wish.sku().equals(sku))) {
        return Answer.refused(
            Reason.INVALID_LINES, "the hold has no line of " + sku, "lines[" + i + "].sku");
      }
    }
    Parts parts = new Parts(stock, hold, lines, leaving);
    if (hold.left() == 0 || !parts.shortages().isEmpty()) {
      return new Answer.Refused<>(
          Reason.INSUFFICIENT_STOCK,
          leaving ? "more than is left or on hand" : "more than is left",
          "",
          parts.shortages(),
          false,
          0);
    }
    parts.apply();
    made.put(id, lines);
    if (hold.left() == 0) {
      hold.endMillis = now;
    }
    return changed(hold, ack);
  }

  private static Answer<Hold> reused(String id, boolean leaving) {
    String message = id + " was used with other lines";
    return leaving
        ? Answer.refused(Reason.SHIPMENT_ID_REUSED, message, "shipment_id")
        : Answer.refused(Reason.CANCELLATION_ID_REUSED, message, "cancellation_id");
  }

  Answer<Hold> get(Get get) {
    ModelHold hold = stock.holds.get(get.name());
    return hold == null ? notFound(get.name()) : shown(hold, get.ack());
  }

  private Answer<Hold> changed(ModelHold hold, @Nullable AckLevel ack) {
    hold.revision = stock.nextRevision(hold.name.home());
    return shown(hold, ack);
  }

  private Answer<Hold> shown(ModelHold hold, @Nullable AckLevel ack) {
    return Answer.done(hold.shown(stock.ack(hold, ack)));
  }

  /** The refusal of a call that the state of the hold does not allow. */
  private static Answer<Hold> ended(ModelHold hold) {
    Reason reason =
        switch (hold.state) {
          case HELD -> Reason.HOLD_NOT_CONFIRMED;
          case CONFIRMED -> Reason.HOLD_ALREADY_CONFIRMED;
          case RELEASED -> Reason.HOLD_RELEASED;
          case EXPIRED -> Reason.HOLD_EXPIRED;
        };
    return Answer.refused(reason, "hold " + hold.name.text() + " is " + hold.state);
  }

  private static Answer<Hold> notFound(HoldName name) {
    return Answer.refused(Reason.HOLD_NOT_FOUND, "there is no hold " + name.text(), "name");
  }
}
