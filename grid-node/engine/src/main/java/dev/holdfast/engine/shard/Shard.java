package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;

/**
 * One shard of the stock: applies batches of commands at its owner, folds batches of effects at a
 * copy. Single writer: no method may run beside another.
 */
public final class Shard {
  /** Bytes of outcomes or effects at which a batch ends early; one command adds 32 MiB at most. */
  static final int FULL = 16 << 20;

  private final Tables t;
  private final Desk desk;
  private final GrantDecider grants;
  private final HoldDecider holds;
  private final PartDecider parts;
  private final BasketDecider baskets;
  private final LostIntents lost;
  private final StockDecider stock;
  private final Fold fold;

  /** An empty shard. */
  public Shard(int shard, ShardLimits limits, Archive archive, ExpiryListener expiries) {
    t = new Tables(shard, limits, archive);
    desk = new Desk(t);
    grants = new GrantDecider(desk);
    holds = new HoldDecider(desk, grants, expiries);
    parts = new PartDecider(desk);
    baskets = new BasketDecider(desk);
    lost = new LostIntents(desk, grants);
    stock = new StockDecider(desk);
    fold = desk.effects.fold();
  }

  /** Decides under this epoch from now on; it must be ratified. */
  public void open(long epoch) {
    t.epoch = epoch;
  }

  /**
   * Says up to which effect the log can no longer lose anything: what later effects ended stays out
   * of the archive. Without a word all effects but those of the batch at work count as that.
   */
  public void committed(long sequence) {
    t.committed = sequence;
  }

  /**
   * Decides a batch at the owner. Holds whose time has come expire first, so that every command
   * sees expiry to the millisecond.
   *
   * @param commands as {@link Commands} wrote them; read to the end, or as far as the results have
   *     room: what remains is for the next call, which may come at once
   * @param nowMillis shard time; an earlier value than before counts as the earlier one
   * @param catalogue pools and locations, of a version not before the last one's
   * @param outcomes cleared, then one outcome per command for {@link OutcomeReader}
   * @param effects cleared, then the batch of effects, or nothing if there is none
   */
  public void apply(
      Frame commands, long nowMillis, Catalogue catalogue, Frame outcomes, Frame effects) {
    t.time = Math.max(t.time, nowMillis);
    t.wheel.start(t.time);
    if (catalogue.version() < t.catalogueVersion) {
      throw new IllegalStateException(
          "catalogue " + catalogue.version() + " is older than " + t.catalogueVersion);
    }
    t.catalogueVersion = catalogue.version();
    desk.catalogue = catalogue;
    // What earlier batches ended, never this one: the archive must not know what the log may lose.
    // Nor, with copies elsewhere, what is not committed.
    t.ended.clean();
    desk.changes.clear();
    desk.effects.begin(effects);
    desk.outcomes.begin(outcomes);
    holds.expire();
    while (commands.hasRemaining() && !isFull(outcomes, effects)) {
      int ahead = t.ahead.commands(commands, catalogue);
      for (int n = 0; n < ahead && !isFull(outcomes, effects); n++) {
        int length = commands.getInt();
        int end = commands.cursor() + length;
        t.ahead.expect(n);
        decide(commands);
        commands.seek(end);
      }
    }
    desk.effects.end();
  }

  private static boolean isFull(Frame outcomes, Frame effects) {
    return outcomes.limit() >= FULL || effects.limit() >= FULL;
  }

  private void decide(Frame in) {
    int type = in.getByte();
    int ack = in.getByte();
    switch (type) {
      case CommandType.CREATE -> grants.create(in, ack);
      case CommandType.CONFIRM -> holds.confirm(in, ack);
      case CommandType.RELEASE -> holds.release(in, ack);
      case CommandType.EXTEND -> holds.extend(in, ack);
      case CommandType.SHIP -> parts.parts(in, ack, true);
      case CommandType.CANCEL -> parts.parts(in, ack, false);
      case CommandType.GET -> holds.get(in);
      case CommandType.COUNT -> stock.count(in, ack);
      case CommandType.ADJUST -> stock.adjust(in, ack);
      case CommandType.AVAILABILITY -> stock.availability(in);
      case CommandType.LOCATION_USE -> stock.locationUse(in);
      case CommandType.TICK -> desk.outcomes.plain(OutcomeType.DONE, false);
      case CommandType.OPEN -> grants.open(in, ack);
      case CommandType.REOPEN -> grants.reopen(in, ack);
      case CommandType.DECIDE -> baskets.decide(in, ack);
      case CommandType.SHIP_PARTS -> parts.shipParts(in, ack);
      case CommandType.ABANDON_SHIPMENT -> parts.abandonShipment(in);
      case CommandType.ASK -> baskets.ask(in);
      case CommandType.TAKE -> grants.take(in, ack);
      case CommandType.SHIP_INTENT -> parts.shipIntent(in);
      case CommandType.SETTLE -> baskets.settle(in);
      case CommandType.BASKETS_AT -> lost.basketsAt(in);
      case CommandType.BECOME_SHORT -> lost.becomeShort(in);
      case CommandType.TAKE_AGAIN -> lost.takeAgain(in, ack);
      default -> throw new IllegalStateException("command type " + type);
    }
  }

  /** Folds a batch of effects, as {@link #apply} wrote it, at a copy or in recovery. */
  public void fold(Frame effects) {
    long epoch = effects.getLong();
    long first = effects.getLong();
    int count = effects.getInt();
    if (first != t.sequence + 1) {
      throw new IllegalStateException(
          "shard " + t.shard + ": effect " + first + " does not follow " + t.sequence);
    }
    t.epoch = epoch;
    t.time = Math.max(t.time, effects.getLong());
    t.wheel.start(t.time);
    t.catalogueVersion = effects.getLong();
    // As the owner does, so that a copy drops nothing that the owner has not archived yet.
    t.ended.clean();
    for (int i = 0; i < count; i++) {
      fold.apply(effects);
    }
  }

  /** Baskets whose home is here and that the last batch changed. */
  public int changedBaskets() {
    return desk.changes.count();
  }

  /** The i-th of {@link #changedBaskets}, by its bits alone: it may be in the archive by now. */
  public ShardView.Intent changedBasket(int i) {
    HoldKey key = new HoldKey(desk.changes.high(i), desk.changes.low(i), "");
    return new ShardView.Intent(t.shard, key, desk.changes.attempt(i));
  }

  public int number() {
    return t.shard;
  }

  public long epoch() {
    return t.epoch;
  }

  /** Of the latest effect, 0 before the first. */
  public long sequence() {
    return t.sequence;
  }

  /** Shard time, UTC epoch milliseconds; 0 before the first batch. */
  public long timeMillis() {
    return t.time;
  }

  /** Not after the next deadline; {@link Long#MAX_VALUE} if nothing is held. */
  public long nextExpiryMillis() {
    return t.wheel.nextMillis();
  }

  /** Counts for people: live holds, intents included. */
  public long liveHolds() {
    return t.holds.count() - t.ended.count();
  }

  /** Ended holds in memory. */
  public long endedHolds() {
    return t.ended.count();
  }

  public long positions() {
    return t.positions.count();
  }

  /** Intents and baskets that are not decided, or whose shipment is not. */
  public int undecided() {
    return t.undecidedIntents + t.aheadIntents + t.openings;
  }

  /**
   * Remembers from now on which SKUs changed, for {@link ShardView#changedSince}; once is enough.
   *
   * @param changes how many, a power of two
   */
  public void rememberChanges(int changes) {
    if (t.recent == null) {
      t.recent = new Recent(t, changes);
      t.positions.listen(t.recent);
    }
  }

  Tables tables() {
    return t;
  }

  Fold folding() {
    return fold;
  }

  /** Reads what the tables say, for snapshots, audits and settling. */
  public ShardView view() {
    return new ShardView(t, fold);
  }
}
