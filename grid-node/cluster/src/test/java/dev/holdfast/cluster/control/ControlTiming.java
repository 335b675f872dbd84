package dev.holdfast.cluster.control;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Measures a control group of one: start, claims, restart. Not a test. */
final class ControlTiming {

  private static final UUID GRID = new UUID(0, 0x6);
  private static final UUID MEMBER = new UUID(0, 1);

  private ControlTiming() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("control-timing");
    for (int start = 1; start <= 3; start++) {
      long startedAt = System.nanoTime();
      ControlMachine machine = new ControlMachine();
      ControlSettings settings =
          new ControlSettings(MEMBER, directory, "127.0.0.1", freePort(), 5_000);
      try (RatisLog log = RatisLog.open(settings, machine, Throwable::printStackTrace)) {
        System.out.printf("start %d: %.0f ms%n", start, (System.nanoTime() - startedAt) / 1e6);
        ControlGroup group = new ControlGroup(machine, log);
        group.create(GRID, 64, List.of(MEMBER)).toCompletableFuture().join();
        claims(group, 1, 500);
        claims(group, 64, 500);
      }
    }
  }

  private static void claims(ControlGroup group, int shards, int count) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      List<Claim> claims = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        long epoch = group.state().configuration(shard).map(ShardConfiguration::epoch).orElse(0L);
        ShardConfiguration next =
            new ShardConfiguration(shard, epoch + 1, MEMBER, List.of(MEMBER), 1, UUID.randomUUID());
        claims.add(Claim.byOwner(epoch, next));
      }
      long before = System.nanoTime();
      group.claim(claims).toCompletableFuture().join();
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%d claim(s) an entry: p50 %.2f ms, p99 %.2f ms%n",
        shards, nanos[count / 2] / 1e6, nanos[count * 99 / 100] / 1e6);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
