package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.Settlement;
import dev.holdfast.engine.shard.ShardMap;
import dev.holdfast.engine.shard.ShardView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Carries what homes decide to the intents of their baskets: pushed by the home after each
 * decision, pulled by a line shard that opens or has waited long. A settlement says how the home
 * stands, so it may be carried twice; it is carried again until it has arrived. Safe for any
 * thread.
 */
public final class Settler {
  private final Peers peers;
  private final ShardMap shards;
  private final Set<Errand> errands = ConcurrentHashMap.newKeySet();

  public Settler(Peers peers, ShardMap shards) {
    this.peers = peers;
    this.shards = shards;
  }

  /** Something that is carried again until it has arrived. */
  private final class Errand {
    private final Consumer<Runnable> way;
    private final Runnable then;
    private volatile boolean late;

    Errand(Consumer<Runnable> way, Runnable then) {
      this.way = way;
      this.then = then;
    }

    void go() {
      way.accept(
          () -> {
            if (errands.remove(this)) {
              then.run();
            }
          });
    }
  }

  private void carry(Consumer<Runnable> way, Runnable then) {
    Errand errand = new Errand(way, then);
    errands.add(errand);
    errand.go();
  }

  /** Carries again what was under way at the last call already; about once a second. */
  public void repeat() {
    for (Errand errand : errands) {
      if (errand.late) {
        errand.go();
      }
      errand.late = true;
    }
  }

  /** Tells all line shards of a basket how its home stands now; then runs what follows. */
  void push(ShardView.Intent basket, Runnable then) {
    carry(arrived -> ask(basket, settlement -> settleAll(basket, settlement, arrived)), then);
  }

  /** {@link #push} with nothing to follow. */
  public void pushQuietly(ShardView.Intent basket) {
    push(basket, () -> {});
  }

  /** Tells some line shards that an attempt came to nothing. */
  void pushVoid(ShardView.Intent basket, List<Integer> lineShards, int epoch, long sequence) {
    Settlement nothing =
        new Settlement(basket.attempt(), epoch, sequence, Settlement.VOID, List.of());
    for (int shard : lineShards) {
      carry(arrived -> settle(shard, basket, nothing, false, List.of(), arrived), () -> {});
    }
  }

  /** Asks an intent's home as its shard opens and lets it follow; then runs what follows. */
  public void pullOpening(int lineShard, ShardView.Intent intent, Runnable then) {
    carry(arrived -> pull(lineShard, intent, true, arrived), then);
  }

  /** Asks an intent's home and lets the intent follow, for who asks again. */
  public void pullOnce(int lineShard, ShardView.Intent intent) {
    pull(lineShard, intent, false, () -> {});
  }

  private void pull(int lineShard, ShardView.Intent intent, boolean opening, Runnable then) {
    ask(
        intent,
        settlement -> {
          List<Settlement.Line> lines =
              settlement.lines().stream()
                  .filter(line -> shards.shardOf(line.sku()) == lineShard)
                  .toList();
          settle(lineShard, intent, settlement, opening, lines, then);
        });
  }

  private void ask(ShardView.Intent basket, Consumer<Settlement> then) {
    HoldKey key = basket.key();
    peers.tell(
        basket.home(),
        Call.internal(
            commands -> commands.ask(key, basket.attempt()),
            outcome -> {
              if (outcome instanceof Answer.Done<OutcomeReader>(OutcomeReader reader)) {
                then.accept(reader.settlement());
              }
            }));
  }

  private void settleAll(ShardView.Intent basket, Settlement settlement, Runnable arrived) {
    Map<Integer, List<Settlement.Line>> byShard =
        settlement.lines().stream()
            .collect(
                Collectors.groupingBy(
                    line -> shards.shardOf(line.sku()), TreeMap::new, Collectors.toList()));
    if (byShard.isEmpty()) {
      arrived.run();
      return;
    }
    Set<Integer> waiting = ConcurrentHashMap.newKeySet();
    waiting.addAll(byShard.keySet());
    byShard.forEach(
        (shard, lines) ->
            settle(
                shard,
                basket,
                settlement,
                false,
                lines,
                () -> {
                  if (waiting.remove(shard) && waiting.isEmpty()) {
                    arrived.run();
                  }
                }));
  }

  private void settle(
      int shard,
      ShardView.Intent basket,
      Settlement settlement,
      boolean opening,
      List<Settlement.Line> lines,
      Runnable arrived) {
    peers.tell(
        shard,
        Call.internal(
            commands -> commands.settle(basket.home(), basket.key(), settlement, opening, lines),
            outcome -> {
              if (outcome instanceof Answer.Done<OutcomeReader>) {
                arrived.run();
              }
            }));
  }
}
