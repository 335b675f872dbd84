package dev.holdfast.engine.shard;

import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.PoolPlan;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Reads and restores what a shard remembers. Runs on the shard's writer, like the shard itself. */
public final class ShardView {
  private final Tables t;
  private final Fold fold;

  ShardView(Tables tables, Fold fold) {
    this.t = tables;
    this.fold = fold;
  }

  /** Hands out a snapshot in chunks; each frame is valid during the call only. */
  public void writeSnapshot(Consumer<Frame> sink) {
    new Snapshot(t).write(sink);
  }

  /** Takes a chunk of a snapshot, in order, into a shard that was empty before the first. */
  public void readSnapshot(Frame chunk) {
    new Snapshot(t).read(chunk, fold);
  }

  /**
   * Sums up what is alive: positions, holds and intents with units left, quotas. Equal on every
   * copy at the same sequence, whatever the order in which rows came to lie.
   */
  public long digest() {
    Snapshot snapshot = new Snapshot(t);
    Frame record = new Frame(1 << 12);
    long sum = t.sequence * 0x9e3779b97f4a7c15L + t.names.count();
    for (int position = 1; position < t.positions.end(); position++) {
      record.clear();
      snapshot.position(position, record);
      sum += hash(record);
    }
    long[] alive = {0};
    t.holds.forEach(
        hold -> {
          if (!t.holds.has(hold, Holds.LISTED)) {
            record.clear();
            HoldRecord.write(t, hold, record);
            alive[0] += hash(record);
          }
        });
    sum += alive[0];
    for (int row = 1; row < t.quotas.end(); row++) {
      if (t.quotas.used(row) != 0) {
        record.clear();
        snapshot.quota(row, record);
        sum += hash(record);
      }
    }
    return sum;
  }

  private static long hash(Frame record) {
    return ShardMap.hash(record.array(), 0, record.limit());
  }

  /**
   * The SKUs that changed after an effect, by number, the latest first and maybe more than once.
   *
   * @return false if that cannot be said any more: too much has changed since, or the effect is of
   *     a time before this shard was opened
   */
  public boolean changedSince(long sequence, IntConsumer sku) {
    Recent recent = t.recent;
    if (recent == null || sequence < recent.reaches() || sequence > t.sequence) {
      return false;
    }
    recent.after(sequence, sku);
    return true;
  }

  /** The text of a SKU's number. */
  public String sku(int number) {
    return t.names.get(number);
  }

  /** What the tables say against what the holds say. */
  public ShardAudit.Result audit() {
    return new ShardAudit(t).run();
  }

  /** Lists holds as the names of this catalogue have them. */
  public Listing listing(Catalogue catalogue) {
    return new Listing(t, catalogue);
  }

  /** Lists one page of shortfalls. */
  public ShortfallListing shortfalls() {
    return new ShortfallListing(t);
  }

  /** The number of a SKU, or -1 while this shard has never seen it. */
  public int skuNumber(String sku) {
    byte[] utf8 = sku.getBytes(StandardCharsets.UTF_8);
    return t.names.find(utf8, 0, utf8.length);
  }

  /** How many names this shard knows: SKUs that were unknown may be known when it grows. */
  public int names() {
    return t.names.count();
  }

  /** What a pool can sell of a SKU; -1 if there is no such pool now. */
  public long available(int pool, int sku, Catalogue catalogue) {
    PoolPlan plan = catalogue.planOrNull(pool);
    return plan == null ? -1 : Sellable.units(t, catalogue, plan, sku);
  }

  /** An intent and whom it waits for. */
  public record Intent(int home, HoldKey key, long attempt) {}

  /** Intents here; with {@code undecidedOnly} those that wait for what their home decides. */
  public void intents(boolean undecidedOnly, Consumer<Intent> sink) {
    t.holds.forEach(
        hold -> {
          if (t.holds.isIntent(hold) && (!undecidedOnly || waits(hold))) {
            sink.accept(new Intent(t.holds.home(hold), key(hold), t.holds.attempt(hold)));
          }
        });
  }

  private boolean waits(int intent) {
    return t.holds.state(intent) == Holds.OPENING || t.holds.has(intent, Holds.AHEAD);
  }

  /** Baskets of this home that are not decided. */
  public void openings(Consumer<Intent> sink) {
    t.holds.forEach(
        hold -> {
          if (!t.holds.isIntent(hold)
              && (t.holds.state(hold) == Holds.OPENING || t.holds.has(hold, Holds.REOPENED))) {
            sink.accept(new Intent(t.shard, key(hold), t.holds.attempt(hold)));
          }
        });
  }

  private HoldKey key(int hold) {
    Frame text = new Frame(Texts.LONGEST + 1);
    t.texts.write(t.holds.text(hold), text);
    return new HoldKey(t.holds.high(hold), t.holds.low(hold), text.getText());
  }
}
