package dev.holdfast.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HazelcastMembersTest {
  private static final int SHARDS = 16;
  private static final long SETTLE_MILLIS = 1_500;

  private final List<Joined> joined = new ArrayList<>();
  private final List<String> ports = new ArrayList<>();

  /** A member and what it heard. */
  private static final class Joined implements Members.Listener {
    final UUID identity = UUID.randomUUID();
    final Queue<Integer> heard = new ConcurrentLinkedQueue<>();
    final AtomicInteger changes = new AtomicInteger();
    HazelcastMembers members;

    @Override
    public void received(UUID from, int shard, byte[] message) {
      heard.add(ByteBuffer.wrap(message).getInt());
    }

    @Override
    public void changed() {
      changes.incrementAndGet();
    }
  }

  private Joined join(String cluster) throws IOException {
    Joined one = new Joined();
    int port = freePort();
    ports.add("127.0.0.1:" + port);
    one.members =
        HazelcastMembers.join(
            new MemberSettings(
                one.identity, cluster, "127.0.0.1", port, ports, SHARDS, SETTLE_MILLIS),
            one);
    joined.add(one);
    return one;
  }

  @AfterEach
  void close() {
    joined.forEach(one -> one.members.close());
  }

  private static void awaitPlaced(Joined one, int members) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              for (int shard = 0; shard < SHARDS; shard++) {
                assertThat(one.members.placement(shard, members))
                    .hasSize(members)
                    .doesNotHaveDuplicates();
              }
            });
  }

  @Test
  void seesWhoIsThereAndWhoIsGoneAndWhereShardsBelong() throws IOException {
    Joined a = join("test");
    Joined b = join("test");
    Joined c = join("test");
    Joined stranger = join("other");
    for (Joined one : List.of(a, b, c)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(one.members.alive())
                      .containsExactlyInAnyOrder(a.identity, b.identity, c.identity));
      awaitPlaced(one, 3);
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(a.members.placement(shard, 2))
          .hasSize(2)
          .isEqualTo(c.members.placement(shard, 2))
          .isEqualTo(a.members.placement(shard, 3).subList(0, 2));
    }
    assertThat(stranger.members.alive()).containsExactly(stranger.identity);
    int before = a.changes.get();
    c.members.close();
    await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(a.members.alive()).doesNotContain(c.identity));
    // A table that has just changed is no wish: shards would be handed over twice.
    assertThat(a.members.placement(0, 2)).isEmpty();
    assertThat(a.changes.get()).isGreaterThan(before);
    awaitPlaced(a, 2);
    assertThat(a.members.placement(0, 2)).doesNotContain(c.identity);
  }

  @Test
  void keepsTheOrderOfAShardAndRefusesWhatIsTooLong() throws IOException {
    Joined a = join("test");
    Joined b = join("test");
    await().untilAsserted(() -> assertThat(a.members.alive()).hasSize(2));
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      a.members.send(b.identity, 3, ByteBuffer.allocate(200).putInt(0, i).array());
    }
    await().untilAsserted(() -> assertThat(b.heard).hasSize(count));
    assertThat(List.copyOf(b.heard)).isSorted();
    a.members.send(b.identity, 5, new byte[Members.MAX_MESSAGE_BYTES]);
    await().untilAsserted(() -> assertThat(b.heard).hasSize(count + 1));
    assertThatThrownBy(() -> a.members.send(b.identity, 5, new byte[Members.MAX_MESSAGE_BYTES + 1]))
        .hasMessageContaining("1048576");
    a.members.send(UUID.randomUUID(), 5, new byte[4]);
    b.members.close();
    a.members.send(b.identity, 5, new byte[4]);
    assertThat(a.heard).isEmpty();
  }

  @Test
  void oneAloneHasEveryShard() {
    UUID self = UUID.randomUUID();
    try (Members alone = Members.alone(self)) {
      assertThat(alone.alive()).containsExactly(self);
      assertThat(alone.placement(7, 2)).containsExactly(self);
      alone.send(self, 7, new byte[1]);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
