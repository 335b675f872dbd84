package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.Settlement;
import dev.holdfast.engine.shard.ShardMap;
import dev.holdfast.engine.shard.ShardView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
  private final AtomicLong numbers = new AtomicLong();

  /** In the order in which they set out. */
  private final SortedMap<Long, Errand> errands = new ConcurrentSkipListMap<>();

  public Settler(Peers peers, ShardMap shards) {
    this.peers = peers;
    this.shards = shards;
  }

  /** Something that is carried again until it has arrived. */
  final class Errand {
    private final long number = numbers.incrementAndGet();
    private final Consumer<Errand> way;
    private volatile boolean late;

    Errand(Consumer<Errand> way) {
      this.way = way;
    }

    void go() {
      way.accept(this);
    }

    /** Whether it arrives for the first time. */
    boolean arrives() {
      return errands.remove(number) != null;
    }
  }

  void carry(Consumer<Errand> way) {
    Errand errand = new Errand(way);
    errands.put(errand.number, errand);
    errand.go();
  }

  private void carry(Consumer<Runnable> way, Runnable then) {
    carry(
        errand ->
            way.accept(
                () -> {
                  if (errand.arrives()) {
                    then.run();
                  }
                }));
  }

  /** Carries again what was under way at the last call already; about once a second. */
  public void repeat() {
    for (Errand errand : errands.values()) {
      if (errand.late) {
        errand.go();
      }
      errand.late = true;
    }
  }

  /**
   * Asks a shard for a decision that it may be asked for again; one answer is passed on, on any
   * thread: its own, or that patience is over.
   */
  void ask(
      int shard,
      Consumer<Commands> command,
      Patience patience,
      LongSupplier nanos,
      Consumer<Answer<OutcomeReader>> then) {
    carry(
        errand -> {
          if (patience.isOver(nanos.getAsLong())) {
            if (errand.arrives()) {
              then.accept(patience.refused(nanos.getAsLong()));
            }
            return;
          }
          peers.tell(
              shard,
              Call.internal(
                  command,
                  patience.untilNanos(),
                  outcome -> {
                    Answer<OutcomeReader> kept = outcome.map(OutcomeReader::detached);
                    if (errand.arrives()) {
                      then.accept(kept);
                    }
                  }));
        });
  }

  /** Tells all line shards of a basket how its home stands now. */
  public void pushQuietly(ShardView.Intent basket) {
    carry(arrived -> ask(basket, settlement -> settleAll(basket, settlement, arrived)), () -> {});
  }

  /** Tells some line shards that an attempt came to nothing. */
  void pushVoid(ShardView.Intent basket, List<Integer> lineShards, int epoch, long sequence) {
    Settlement nothing =
        new Settlement(basket.attempt(), epoch, sequence, Settlement.VOID, List.of());
    for (int shard : lineShards) {
      carry(arrived -> settle(shard, basket, nothing, List.of(), arrived), () -> {});
    }
  }

  /** Asks an intent's home as its shard opens and lets it follow; then runs what follows. */
  public void pullOpening(int lineShard, ShardView.Intent intent, Runnable then) {
    carry(arrived -> pull(lineShard, intent, arrived), then);
  }

  /** Asks an intent's home and lets the intent follow, for who asks again. */
  public void pullOnce(int lineShard, ShardView.Intent intent) {
    pull(lineShard, intent, () -> {});
  }

  /**
   * Lets a line shard that may have lost effects stand as a home's baskets do: what it has lost it
   * takes again, or the basket becomes short; then runs what follows.
   */
  public void search(int lineShard, int home, Runnable then) {
    new LostUnits(this, peers, shards.shards(), lineShard, home, then).search();
  }

  private void pull(int lineShard, ShardView.Intent intent, Runnable then) {
    ask(
        intent,
        settlement -> {
          List<Settlement.Line> lines = settlement.linesOf(shards, lineShard);
          settle(lineShard, intent, settlement, lines, then);
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
      List<Settlement.Line> lines,
      Runnable arrived) {
    peers.tell(
        shard,
        Call.internal(
            commands -> commands.settle(basket.home(), basket.key(), settlement, lines),
            outcome -> {
              if (outcome instanceof Answer.Done<OutcomeReader>) {
                arrived.run();
              }
            }));
  }
}
