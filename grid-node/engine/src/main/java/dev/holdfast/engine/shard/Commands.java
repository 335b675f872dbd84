package dev.holdfast.engine.shard;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.catalogue.PoolPlan;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands as bytes for {@link Shard#apply}: length (4 bytes), type (1), acknowledgement
 * level asked for (1), then what the type says. Single thread.
 */
public final class Commands {
  static final int ACK_DEFAULT = 0;
  static final int ACK_REPLICATED = 1;
  static final int ACK_SYNCED = 2;

  private static final long SHIPMENT = 1;
  private static final long CANCELLATION = 2;

  private final Frame out;
  private final Hash128 hash = new Hash128();
  private int start;

  /** Appends to a frame. */
  public Commands(Frame out) {
    this.out = out;
  }

  private Frame open(int type, int ack) {
    start = out.limit();
    out.putInt(0);
    out.putByte(type);
    out.putByte(ack);
    return out;
  }

  private void close() {
    out.setInt(start, out.limit() - start - 4);
  }

  static int ack(@Nullable AckLevel level) {
    return level == null ? ACK_DEFAULT : level == AckLevel.SYNCED ? ACK_SYNCED : ACK_REPLICATED;
  }

  private void key(HoldKey key) {
    out.putLong(key.high());
    out.putLong(key.low());
    out.putText(key.text());
  }

  /** A line and the location number that pins it, or -1. */
  public record PinnedLine(int number, HoldCommand.Line line, int pin) {}

  /** A hold whose lines all live in the shard. */
  public void create(HoldCommand.Create create, int pool, List<PinnedLine> lines) {
    request(CommandType.CREATE, create, pool, lines);
  }

  /** Begins a basket at its home. */
  public void open(HoldCommand.Create create, int pool, List<PinnedLine> lines) {
    request(CommandType.OPEN, create, pool, lines);
  }

  private void request(int type, HoldCommand.Create create, int pool, List<PinnedLine> lines) {
    open(type, ack(create.ack()));
    key(HoldKey.of(create.holdId()));
    int digestAt = out.limit();
    out.putLong(0);
    int from = out.limit();
    out.putInt(pool);
    out.putByte(create.allowPartial() ? GrantDecider.PARTIAL : 0);
    out.putLong(PoolPlan.regionKey(create.region()));
    out.putLong(create.ttlMillis());
    lines(lines);
    hash.of(out.array(), from, out.limit() - from, 0);
    out.setLong(digestAt, hash.high);
    close();
  }

  private void lines(List<PinnedLine> lines) {
    out.putInt(lines.size());
    for (PinnedLine line : lines) {
      out.putInt(line.number());
      out.putText(line.line().sku());
      out.putInt((int) line.line().quantity());
      out.putInt(line.pin());
    }
  }

  /**
   * Takes an intent at a line shard.
   *
   * @param ack what the basket will be answered at: it stands on no intent that is worth less
   * @param checkOnly says what there is and takes nothing
   */
  public void take(
      int home,
      HoldKey key,
      long attempt,
      int pool,
      AckLevel ack,
      boolean partial,
      boolean checkOnly,
      long region,
      List<PinnedLine> lines) {
    open(CommandType.TAKE, ack(ack));
    out.putInt(home);
    key(key);
    out.putLong(attempt);
    out.putInt(pool);
    out.putByte((partial ? GrantDecider.PARTIAL : 0) | (checkOnly ? GrantDecider.CHECK_ONLY : 0));
    out.putLong(region);
    lines(lines);
    close();
  }

  /** A line of a basket as its intent took it. */
  public record TakenLine(PinnedLine line, int requested, int quantity, int[] takes) {}

  /**
   * The home grants.
   *
   * @param orderId for a basket that is decided afresh, else empty
   * @param lines in request order; {@code takes} holds location number and units in turn
   */
  public void grant(
      HoldKey key, long attempt, @Nullable AckLevel ack, String orderId, List<TakenLine> lines) {
    open(CommandType.DECIDE, ack(ack));
    key(key);
    out.putLong(attempt);
    out.putByte(1);
    out.putText(orderId);
    taken(lines);
    close();
  }

  private void taken(List<TakenLine> lines) {
    out.putInt(lines.size());
    for (TakenLine line : lines) {
      out.putInt(line.line().number());
      out.putText(line.line().line().sku());
      out.putInt(line.line().pin());
      out.putInt(line.requested());
      out.putInt(line.quantity());
      out.putInt(line.takes().length / 2);
      for (int value : line.takes()) {
        out.putInt(value);
      }
    }
  }

  /** The home lets a basket that was begun come to nothing. */
  public void abandon(HoldKey key, long attempt) {
    open(CommandType.DECIDE, ACK_REPLICATED);
    key(key);
    out.putLong(attempt);
    out.putByte(0);
    close();
  }

  /** Begins to decide an expired basket afresh. */
  public void reopen(HoldKey key, @Nullable AckLevel ack) {
    open(CommandType.REOPEN, ack(ack));
    key(key);
    close();
  }

  public void confirm(HoldCommand.Confirm confirm) {
    open(CommandType.CONFIRM, ack(confirm.ack()));
    key(HoldKey.of(confirm.name().holdId()));
    out.putByte(confirm.reacquire() ? 1 : 0);
    out.putText(confirm.orderId());
    close();
  }

  public void release(HoldCommand.Release release) {
    open(CommandType.RELEASE, ack(release.ack()));
    key(HoldKey.of(release.name().holdId()));
    close();
  }

  public void extend(HoldCommand.Extend extend) {
    open(CommandType.EXTEND, ack(extend.ack()));
    key(HoldKey.of(extend.name().holdId()));
    out.putLong(extend.expireMillis());
    close();
  }

  public void get(HoldCommand.Get get) {
    open(CommandType.GET, ACK_REPLICATED);
    key(HoldKey.of(get.name().holdId()));
    close();
  }

  public void ship(HoldCommand.Ship ship) {
    open(CommandType.SHIP, ack(ship.ack()));
    key(HoldKey.of(ship.name().holdId()));
    mark(ship.shipmentId(), SHIPMENT);
    parts(ship.lines());
  }

  public void cancel(HoldCommand.Cancel cancel) {
    open(CommandType.CANCEL, ack(cancel.ack()));
    key(HoldKey.of(cancel.name().holdId()));
    mark(cancel.cancellationId(), CANCELLATION);
    parts(cancel.lines());
  }

  private void mark(String id, long kind) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    hash.of(utf8, 0, utf8.length, kind);
    out.putLong(hash.high);
    out.putLong(hash.low);
  }

  /** The wishes of one SKU become one; the digest is over what was asked. */
  private void parts(List<HoldCommand.Part> parts) {
    int digestAt = out.limit();
    out.putLong(0);
    int from = out.limit();
    Map<String, Long> wishes = new LinkedHashMap<>();
    parts.forEach(part -> wishes.merge(part.sku(), part.quantity(), Long::sum));
    out.putInt(wishes.size());
    wishes.forEach(
        (sku, quantity) -> {
          out.putText(sku);
          out.putLong(quantity);
        });
    hash.of(out.array(), from, out.limit() - from, 0);
    out.setLong(digestAt, hash.high);
    close();
  }

  /**
   * An intent ships before its home decides.
   *
   * @param confirmed how the home stands
   * @param lines those of it that are the line shard's
   * @param wishes line number and units to leave beyond that, by line number
   */
  public void shipIntent(
      int home,
      HoldKey key,
      Settlement confirmed,
      List<Settlement.Line> lines,
      List<int[]> wishes) {
    open(CommandType.SHIP_INTENT, ACK_REPLICATED);
    out.putInt(home);
    key(key);
    out.putLong(confirmed.attempt());
    out.putInt(confirmed.epoch());
    out.putLong(confirmed.sequence());
    settled(lines);
    out.putInt(wishes.size());
    for (int[] wish : wishes) {
      out.putInt(wish[0]);
      out.putInt(wish[1]);
    }
    close();
  }

  /** The home decides on a shipment: line number, place of the backing, units; by number, place. */
  public void shipParts(HoldCommand.Ship ship, List<int[]> parts) {
    open(CommandType.SHIP_PARTS, ack(ship.ack()));
    key(HoldKey.of(ship.name().holdId()));
    mark(ship.shipmentId(), SHIPMENT);
    int digestAt = out.limit();
    parts(ship.lines());
    long digest = out.longAt(digestAt);
    out.truncate(digestAt);
    out.putLong(digest);
    out.putInt(parts.size());
    for (int[] part : parts) {
      out.putInt(part[0]);
      out.putInt(part[1]);
      out.putInt(part[2]);
    }
    close();
  }

  /** The home gives a shipment up. */
  public void abandonShipment(HoldKey key) {
    open(CommandType.ABANDON_SHIPMENT, ACK_REPLICATED);
    key(key);
    close();
  }

  /** How a home stands to an intent. */
  public void ask(HoldKey key, long attempt) {
    open(CommandType.ASK, ACK_REPLICATED);
    key(key);
    out.putLong(attempt);
    close();
  }

  /**
   * An intent follows its home.
   *
   * @param lines those of the line shard
   */
  public void settle(int home, HoldKey key, Settlement settlement, List<Settlement.Line> lines) {
    open(CommandType.SETTLE, ACK_REPLICATED);
    out.putInt(home);
    key(key);
    out.putLong(settlement.attempt());
    out.putInt(settlement.epoch());
    out.putLong(settlement.sequence());
    out.putByte(settlement.state());
    settled(lines);
    close();
  }

  private void settled(List<Settlement.Line> lines) {
    out.putInt(lines.size());
    for (Settlement.Line line : lines) {
      out.putInt(line.number());
      out.putInt(line.places().length / 2);
      for (int units : line.places()) {
        out.putInt(units);
      }
    }
  }

  /**
   * Which baskets of a home stand on a line shard; a page of them.
   *
   * @param shards how many there are
   * @param from {@link BasketPage#START}, or where the page before ended
   */
  public void basketsAt(int lineShard, int shards, long from) {
    open(CommandType.BASKETS_AT, ACK_REPLICATED);
    out.putInt(lineShard);
    out.putInt(shards);
    out.putLong(from);
    close();
  }

  /** A line shard that has lost effects takes the very units of a basket, unless it has them. */
  public void takeAgain(int home, BasketPage.Basket basket) {
    open(CommandType.TAKE_AGAIN, ACK_SYNCED);
    out.putInt(home);
    key(basket.key());
    out.putLong(basket.attempt());
    out.putInt(basket.pool());
    taken(basket.lines());
    close();
  }

  /** The units of a basket that a line shard has lost are sold. */
  public void becomeShort(HoldKey key, long attempt) {
    open(CommandType.BECOME_SHORT, ACK_SYNCED);
    key(key);
    out.putLong(attempt);
    close();
  }

  public void count(StockCommand.Count count, int location) {
    open(CommandType.COUNT, ACK_DEFAULT);
    out.putText(count.sku());
    out.putInt(location);
    out.putLong(count.quantity());
    out.putText(count.source());
    out.putLong(count.sourceVersion());
    out.putByte(count.takeover() ? 1 : 0);
    out.putLong(count.safety());
    close();
  }

  public void adjust(StockCommand.Adjust adjust, int location) {
    open(CommandType.ADJUST, ACK_DEFAULT);
    out.putText(adjust.sku());
    out.putInt(location);
    out.putLong(adjust.delta());
    out.putText(adjust.adjustmentId());
    out.putText(adjust.reason());
    close();
  }

  public void availability(int pool, boolean detail, List<String> skus) {
    open(CommandType.AVAILABILITY, ACK_REPLICATED);
    out.putInt(pool);
    out.putByte(detail ? 1 : 0);
    out.putInt(skus.size());
    skus.forEach(out::putText);
    close();
  }

  /** Whether anything stands at a location. */
  public void locationUse(int location) {
    open(CommandType.LOCATION_USE, ACK_REPLICATED);
    out.putInt(location);
    close();
  }

  /** Nothing; lets time pass. */
  public void tick() {
    open(CommandType.TICK, ACK_REPLICATED);
    close();
  }
}
