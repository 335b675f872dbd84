package dev.holdfast.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchQuery;
import dev.holdfast.engine.shard.ShardMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More is watched at a shard than the visits of one tick work out. */
class ManyWatchedTest {
  private static final int MORE_THAN_A_TICK = 9_000;

  @TempDir Path directory;

  private static final class Reader implements Flow.Subscriber<WatchEvent> {
    final Map<String, Long> values = new HashMap<>();
    int events;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(WatchEvent event) {
      events++;
      ((WatchEvent.Values) event).items().forEach(item -> values.put(item.sku(), item.available()));
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      throw new AssertionError("it ended");
    }
  }

  @Test
  void nothingIsToldOfASkuThatIsNotWorkedOutYet() {
    try (OneNode node = new OneNode(directory)) {
      String cup = OneNode.sku(0, "cup");
      String mug = OneNode.sku(0, "mug");
      node.adjust(cup, "east", 3, "a");
      node.adjust(mug, "east", 5, "a");
      Reader before = watch(node, List.of(cup));
      assertThat(before.values).containsEntry(cup, 3L);

      List<String> many = unheardOf();
      many.add(mug);
      Reader reader = watch(node, many);
      assertThat(reader.events).isZero();
      node.node.tell();
      assertThat(reader.values).hasSize(many.size()).containsEntry(mug, 5L);
      assertThat(node.fatal).isEmpty();
    }
  }

  private static Reader watch(OneNode node, List<String> skus) {
    Reader reader = new Reader();
    node.grid.watch(new WatchQuery("web", skus, "")).subscribe(reader);
    node.node.tell();
    return reader;
  }

  private static List<String> unheardOf() {
    ShardMap shards = new ShardMap(2);
    List<String> skus = new ArrayList<>();
    for (int i = 0; skus.size() < MORE_THAN_A_TICK; i++) {
      if (shards.shardOf("none" + i) == 0) {
        skus.add("none" + i);
      }
    }
    return skus;
  }
}
