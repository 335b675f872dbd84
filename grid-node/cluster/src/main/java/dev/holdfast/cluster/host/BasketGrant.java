package dev.holdfast.cluster.host;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Answer.Done;
import dev.holdfast.engine.Answer.Refused;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Commands.PinnedLine;
import dev.holdfast.engine.shard.Commands.TakenLine;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.OutcomeReader.NumberedShortage;
import dev.holdfast.engine.shard.OutcomeReader.Taken;
import dev.holdfast.engine.shard.OutcomeType;
import dev.holdfast.engine.shard.RefusalText;
import dev.holdfast.engine.shard.ShardLimits;
import dev.holdfast.engine.shard.ShardView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the units of one basket: begun at the home, intents in the order of shards, each committed
 * before the next, then decided at the home. That order is why two baskets never wait for each
 * other in a circle, and why a basket is refused only for units that decided holds have.
 *
 * <p>Runs in the home's lane. What it knows is gone with the process; the log then shows a basket
 * that was begun, and whoever opens the home abandons it.
 */
final class BasketGrant {
  private final Baskets baskets;
  private final HoldKey key;
  private final Consumer<Commands> begin;
  private final int pool;
  private final boolean partial;
  private final String orderId;
  private final boolean reacquire;
  private final List<PinnedLine> lines;
  private final int[] requested;
  private final List<Integer> order = new ArrayList<>();
  private final Map<Integer, List<PinnedLine>> byShard = new TreeMap<>();
  private final Map<Integer, Taken> taken = new TreeMap<>();
  private final List<Integer> holding = new ArrayList<>();
  private final List<NumberedShortage> shortages = new ArrayList<>();
  private @Nullable Refused<Hold> refusal;
  private AckLevel ack = AckLevel.SYNCED;
  private long attempt;
  private long region;
  private Patience patience = Patience.ENDLESS;

  private BasketGrant(
      Baskets baskets,
      HoldKey key,
      Consumer<Commands> begin,
      int pool,
      boolean partial,
      String orderId,
      boolean reacquire,
      List<PinnedLine> lines,
      int[] requested) {
    this.baskets = baskets;
    this.key = key;
    this.begin = begin;
    this.pool = pool;
    this.partial = partial;
    this.orderId = orderId;
    this.reacquire = reacquire;
    this.lines = lines;
    this.requested = requested;
    for (PinnedLine line : lines) {
      if (line.line().quantity() > 0) {
        int shard = baskets.shards.shardOf(line.line().sku());
        byShard.computeIfAbsent(shard, any -> new ArrayList<>()).add(line);
      }
    }
    order.addAll(byShard.keySet());
  }

  static BasketGrant ofCreate(
      Baskets baskets, HoldCommand.Create create, int pool, List<PinnedLine> lines) {
    int[] requested = lines.stream().mapToInt(line -> (int) line.line().quantity()).toArray();
    return new BasketGrant(
        baskets,
        HoldKey.of(create.holdId()),
        commands -> commands.open(create, pool, lines),
        pool,
        create.allowPartial(),
        "",
        false,
        lines,
        requested);
  }

  static BasketGrant ofReacquire(
      Baskets baskets,
      HoldKey key,
      HoldCommand.Confirm confirm,
      Hold hold,
      int pool,
      List<PinnedLine> lines) {
    int[] requested = hold.lines().stream().mapToInt(line -> (int) line.requested()).toArray();
    return new BasketGrant(
        baskets,
        key,
        commands -> commands.reopen(key, confirm.ack()),
        pool,
        false,
        confirm.orderId(),
        true,
        lines,
        requested);
  }

  void start(long deadlineNanos, Led led) {
    patience = Patience.of(deadlineNanos, baskets.nanos());
    baskets.send(
        begin,
        deadlineNanos,
        reader -> {
          if (reader.type() == OutcomeType.OPENED) {
            // As the home sees it now: the pool's own level may be another one later.
            ack = reader.synced() ? AckLevel.SYNCED : AckLevel.REPLICATED;
            attempt = reader.attempt();
            region = reader.region();
            take(0, led);
          } else {
            led.accept(reader.hold());
          }
        },
        led);
  }

  private void take(int place, Led led) {
    if (place == order.size() || isFutile()) {
      decide(led);
      return;
    }
    int shard = order.get(place);
    boolean checkOnly = refusal != null;
    baskets.ask(
        led,
        shard,
        commands ->
            commands.take(
                baskets.number(),
                key,
                attempt,
                pool,
                ack,
                partial,
                checkOnly,
                region,
                byShard.getOrDefault(shard, List.of())),
        patience,
        answer -> {
          switch (answer) {
            case Done<OutcomeReader>(OutcomeReader reader) -> took(shard, reader);
            case Refused<OutcomeReader> r -> {
              holding.add(shard);
              refuse(patience.explain(Baskets.of(r), baskets.nanos()));
            }
          }
          take(place + 1, led);
        });
  }

  /** No other shard can mend a refusal to wait any longer. */
  private boolean isFutile() {
    return refusal != null
        && (refusal.retryMillis() > 0 || refusal.reason() == Reason.DEADLINE_PASSED);
  }

  private void took(int shard, OutcomeReader reader) {
    if (reader.type() == OutcomeType.TAKEN) {
      holding.add(shard);
      reader.taken().forEach(line -> taken.put(line.number(), line));
    } else if (reader.type() == OutcomeType.REFUSED) {
      boolean shortOfUnits =
          reader.reason() == Reason.INSUFFICIENT_STOCK || reader.reason() == Reason.QUOTA_EXCEEDED;
      shortages.addAll(reader.shortages());
      if (!partial || !shortOfUnits) {
        refuse(reader.refused());
      }
    }
  }

  /** Keeps the refusal that says most: one that no other stock could mend, else the first. */
  private void refuse(Answer<Hold> answer) {
    if (answer instanceof Refused<Hold> next) {
      Refused<Hold> known = refusal;
      boolean graver =
          known == null
              || next.reason() == Reason.SKU_NOT_STOCKED
              || (known.reason() == Reason.QUOTA_EXCEEDED
                  && next.reason() == Reason.INSUFFICIENT_STOCK);
      if (graver) {
        refusal = next;
      }
    }
  }

  private void decide(Led led) {
    if (refusal == null && taken.isEmpty()) {
      refuse(RefusalText.refused(Reason.INSUFFICIENT_STOCK, -1, List.of(), false));
    }
    if (refusal == null && backings() > ShardLimits.MOST_BACKINGS) {
      refuse(RefusalText.refused(Reason.INVALID_LINES, -1, List.of(), false));
    }
    if (refusal == null && patience.isOver(baskets.nanos())) {
      refuse(patience.refused(baskets.nanos()));
    }
    if (refusal == null) {
      baskets.decide(
          commands -> commands.grant(key, attempt, ack, orderId, takenLines()),
          reader -> led.accept(reader.hold()),
          led);
    } else {
      abandon(led);
    }
  }

  private int backings() {
    return taken.values().stream().mapToInt(line -> line.takes().length / 2).sum();
  }

  private List<TakenLine> takenLines() {
    List<TakenLine> result = new ArrayList<>(lines.size());
    for (PinnedLine line : lines) {
      Taken took = taken.get(line.number());
      int asked = requested[line.number()];
      result.add(
          took == null
              ? new TakenLine(line, asked, 0, new int[0])
              : new TakenLine(line, asked, took.quantity(), took.takes()));
    }
    return result;
  }

  private void abandon(Led led) {
    baskets.decide(
        commands -> commands.abandon(key, attempt),
        reader -> {
          ShardView.Intent basket = new ShardView.Intent(baskets.number(), key, attempt);
          baskets.settler.pushVoid(basket, holding, Integer.MAX_VALUE, Long.MAX_VALUE);
          led.accept(refused());
        },
        led);
  }

  private Answer<Hold> refused() {
    Refused<Hold> why = java.util.Objects.requireNonNull(refusal);
    boolean shortOfUnits =
        why.reason() == Reason.INSUFFICIENT_STOCK || why.reason() == Reason.QUOTA_EXCEEDED;
    boolean gone = reacquire && !isFutile();
    if (!shortOfUnits && !gone) {
      return why;
    }
    shortages.sort(Comparator.comparingInt(NumberedShortage::line));
    List<Shortage> lacking =
        shortages.stream().map(NumberedShortage::shortage).collect(Collectors.toList());
    if (gone && !shortOfUnits) {
      lacking.clear();
      // What its lines stood on has left the pool, or the pool has gone: nothing can be had.
      lines.forEach(line -> lacking.add(nothingOf(line)));
    }
    return RefusalText.refused(
        reacquire ? Reason.HOLD_EXPIRED : why.reason(), -1, lacking, reacquire);
  }

  private static Shortage nothingOf(PinnedLine line) {
    HoldCommand.Line wish = line.line();
    return new Shortage(wish.sku(), wish.location(), wish.quantity(), 0);
  }
}
