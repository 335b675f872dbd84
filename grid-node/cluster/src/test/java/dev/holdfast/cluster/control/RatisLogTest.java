package dev.holdfast.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.catalogue.CatalogueCommand.CreateLocation;
import dev.holdfast.engine.catalogue.CatalogueCommand.LocationSpec;
import dev.holdfast.engine.catalogue.Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RatisLogTest {

  private static final UUID GRID = new UUID(0, 0x6);
  private static final UUID MEMBER = UUID.fromString("00000000-0000-0000-0000-00000000000a");

  @TempDir Path temp;

  /** A member's control group, restartable. */
  private record Member(ControlGroup group, RatisLog log) implements AutoCloseable {

    static Member start(Path directory, int port) {
      ControlMachine machine = new ControlMachine();
      RatisLog log =
          RatisLog.open(
              new ControlSettings(MEMBER, directory, "127.0.0.1", port, 5_000),
              machine,
              failure -> {});
      return new Member(new ControlGroup(machine, log), log);
    }

    @Override
    public void close() {
      log.close();
    }
  }

  @Test
  void keepsWhatItRatifiedOverARestartOnAnotherPort() throws Exception {
    ControlState before;
    try (Member member = Member.start(temp, freePort())) {
      assertThat(get(member.group.create(GRID, 8, List.of(MEMBER)))).isEqualTo(8);
      assertThat(get(member.group.create(GRID, 4, List.of(MEMBER)))).isEqualTo(8);
      assertThat(get(member.group.claim(List.of(claim(0, 1), claim(7, 1)))))
          .allMatch(ClaimResult.Ratified.class::isInstance);
      assertThat(get(member.group.change(location("berlin")))).isInstanceOf(Answer.Done.class);
      assertThat(member.log.members()).containsExactly(MEMBER);
      before = member.group.state();
    }
    try (Member member = Member.start(temp, freePort())) {
      ControlState after = member.group.state();
      assertThat(after.shards()).isEqualTo(8);
      assertThat(after.voters()).containsExactly(MEMBER);
      assertThat(after.configurations()).isEqualTo(before.configurations()).hasSize(2);
      assertThat(after.catalogue().location("berlin")).isPresent();
      assertThat(get(member.group.claim(List.of(claim(0, 2)))))
          .allMatch(ClaimResult.Ratified.class::isInstance);
    }
  }

  @Test
  void snapshotsByItselfAndStartsFromThat() throws Exception {
    try (Member member = Member.start(temp, freePort())) {
      get(member.group.create(GRID, 1, List.of(MEMBER)));
      List<CompletionStage<List<ClaimResult>>> claims = new ArrayList<>();
      for (int epoch = 1; epoch <= 2_100; epoch++) {
        claims.add(member.group.claim(List.of(claim(0, epoch))));
        if (epoch % 50 == 0) {
          get(claims.getLast());
        }
      }
      for (CompletionStage<List<ClaimResult>> claim : claims) {
        assertThat(get(claim)).allMatch(ClaimResult.Ratified.class::isInstance);
      }
      await().atMost(10, TimeUnit.SECONDS).until(() -> snapshots() > 0);
    }
    try (Member member = Member.start(temp, freePort())) {
      assertThat(member.group.state().configuration(0).orElseThrow().epoch()).isEqualTo(2_100);
    }
  }

  private long snapshots() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files
          .filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
          .count();
    }
  }

  @Test
  void answersARefusalWithItsReason() throws Exception {
    try (Member member = Member.start(temp, freePort())) {
      get(member.group.change(location("berlin")));
      Answer<Catalogue> refused =
          get(
              member.group.change(
                  new CreateLocation(
                      "berlin", new LocationSpec(Location.Kind.STORE, true, "Other", 0))));
      assertThat(refused)
          .isEqualTo(
              Answer.refused(
                  Reason.LOCATION_ID_REUSED,
                  "location berlin exists with other content",
                  "location_id"));
    }
  }

  @Test
  void namesControlPortWhenItIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Member.start(temp, taken.getLocalPort()))
          .isInstanceOf(ControlStartException.class)
          .hasMessageStartingWith(
              "control.port " + taken.getLocalPort() + " on 127.0.0.1 cannot be used: ");
    }
    // A start that failed leaves nothing that hinders the next one.
    Member.start(temp, freePort()).close();
  }

  @Test
  void refusesToStartWithoutItsLog() throws Exception {
    Member.start(temp, freePort()).close();
    Path raft = temp.resolve("raft");
    Files.move(raft, temp.resolve("moved"));
    assertThatThrownBy(() -> Member.start(temp, freePort()))
        .isInstanceOf(ControlStartException.class)
        .hasMessageContaining("the control group's log in " + temp + " is gone");
    Files.move(temp.resolve("moved"), raft);
    Member.start(temp, freePort()).close();
  }

  @Test
  void answersNoQuorumOnceItIsClosed() throws Exception {
    Member member = Member.start(temp, freePort());
    member.close();
    Answer<Catalogue> answer = get(member.group.change(location("berlin")));
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(((Answer.Refused<Catalogue>) answer).reason()).isEqualTo(Reason.NO_QUORUM);
    assertThatThrownBy(() -> get(member.group.claim(List.of(claim(0, 1)))))
        .hasCauseInstanceOf(NoQuorumException.class);
  }

  private static Claim claim(int shard, long epoch) {
    return Claim.byOwner(
        epoch - 1,
        new ShardConfiguration(shard, epoch, MEMBER, List.of(MEMBER), 1, new UUID(1, epoch)));
  }

  private static CreateLocation location(String id) {
    return new CreateLocation(id, new LocationSpec(Location.Kind.WAREHOUSE, true, "Name", 0));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
