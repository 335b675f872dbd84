package dev.holdfast.cluster.node;

import static dev.holdfast.cluster.node.OneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.HostLimits;
import dev.holdfast.cluster.host.HostMetrics;
import dev.holdfast.cluster.host.Peers;
import dev.holdfast.cluster.host.ShardHost;
import dev.holdfast.cluster.host.Syncer;
import dev.holdfast.cluster.watch.WatchHub;
import dev.holdfast.engine.Availability;
import dev.holdfast.engine.WatchEvent;
import dev.holdfast.engine.WatchEvent.Kind;
import dev.holdfast.engine.WatchQuery;
import dev.holdfast.engine.shard.Archive;
import dev.holdfast.engine.shard.Shard;
import dev.holdfast.engine.shard.ShardLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch at a member that has nothing of the shards: their owner, another member, is asked. */
class FarWatchTest {
  private static final String CUP = OneNode.sku(0, "cup");
  private static final String PEN = OneNode.sku(1, "pen");

  @TempDir Path directory;
  private OneNode owner;
  private WatchHub hub;
  private boolean cut;
  private final List<WatchEvent> events = new ArrayList<>();

  @BeforeEach
  void open() {
    owner = new OneNode(directory);
    owner.adjust(CUP, "east", 5, "a");
    owner.adjust(PEN, "east", 3, "a");
    Peers peers =
        (int shard, Call call) -> {
          if (!cut) {
            owner.direct.send(shard, call);
          }
        };
    List<ShardHost> hosts = IntStream.range(0, 2).mapToObj(this::nothingOf).toList();
    hub = new WatchHub(hosts, peers, owner.control, owner.clock(), 10);
    hub.watch(new WatchQuery("web", List.of(CUP, PEN), "")).subscribe(reader());
  }

  @AfterEach
  void close() {
    owner.close();
  }

  private ShardHost nothingOf(int shard) {
    HostMetrics metrics = new HostMetrics(new SimpleMeterRegistry());
    Syncer syncer =
        new Syncer(owner.journal, owner.clock(), Runnable::run, metrics, owner.fatal::add);
    return new ShardHost(
        new Shard(shard, ShardLimits.DEFAULT, Archive.none(), late -> {}),
        new ShardHost.Surroundings(
            owner.journal,
            owner.clock(),
            () -> owner.control.state().catalogue(),
            Runnable::run,
            syncer,
            metrics,
            HostLimits.DEFAULT,
            owner.fatal::add),
        basket -> {});
  }

  private Flow.Subscriber<WatchEvent> reader() {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(WatchEvent event) {
        events.add(event);
      }

      @Override
      public void onError(Throwable failure) {
        throw new AssertionError(failure);
      }

      @Override
      public void onComplete() {
        throw new AssertionError("the watch ended: " + events);
      }
    };
  }

  private void pass(long nanos) {
    owner.nanos += nanos;
    hub.tick();
    hub.tick();
  }

  private WatchEvent.Values last() {
    return (WatchEvent.Values) events.getLast();
  }

  @Test
  void tellsWhatTheOwnerSays() {
    pass(0);
    assertThat(events).hasSize(1);
    assertThat(last().kind()).isEqualTo(Kind.SNAPSHOT);
    assertThat(last().items()).extracting(Availability::available).containsExactly(5L, 3L);
    assertThat(last().items().getFirst().revision().epoch()).isEqualTo(1);
    owner.adjust(PEN, "east", 1, "b");
    pass(SECOND / 20);
    assertThat(events).hasSize(1);
    pass(SECOND / 20);
    assertThat(events).hasSize(2);
    assertThat(last().kind()).isEqualTo(Kind.CHANGE);
    assertThat(last().items()).extracting(Availability::sku).containsExactly(PEN);
    assertThat(last().items()).extracting(Availability::available).containsExactly(4L);
  }

  @Test
  void goesOnWhenAnswersAreLost() {
    cut = true;
    pass(0);
    assertThat(events).isEmpty();
    cut = false;
    pass(SECOND);
    assertThat(events).isEmpty();
    pass(SECOND);
    assertThat(events).hasSize(1);
    assertThat(last().items()).extracting(Availability::available).containsExactly(5L, 3L);
  }
}
