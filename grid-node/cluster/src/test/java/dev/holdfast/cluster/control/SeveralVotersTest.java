package dev.holdfast.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeveralVotersTest {
  private static final UUID GROUP = new UUID(7, 7);

  @TempDir Path temp;
  private final List<Voter> voters = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();

  private record Running(Voter voter, ControlMachine machine, RatisLog log, ControlGroup group) {}

  @BeforeEach
  void name() throws IOException {
    for (int i = 1; i <= 4; i++) {
      voters.add(new Voter(new UUID(0, i), "127.0.0.1", freePort()));
    }
  }

  @AfterEach
  void close() {
    running.forEach(one -> one.log.close());
  }

  private Running begin(Voter voter, List<Voter> founders) {
    ControlMachine machine = new ControlMachine();
    RatisLog log =
        RatisLog.begin(
            new ControlSettings(
                voter.member(),
                temp.resolve(voter.member().toString()),
                voter.host(),
                voter.port(),
                5_000),
            new Founding(GROUP, founders),
            machine,
            failure -> {});
    Running begun = new Running(voter, machine, log, new ControlGroup(machine, log));
    running.add(begun);
    return begun;
  }

  private List<Running> three() {
    List<Voter> founders = voters.subList(0, 3);
    List<Running> three = founders.stream().map(voter -> begin(voter, founders)).toList();
    three.forEach(one -> one.log.awaitQuorum(20_000));
    return three;
  }

  @Test
  void whatOneIsToldAllKnow() throws Exception {
    List<Running> three = three();
    assertThat(create(three.get(0))).isEqualTo(8);
    for (int epoch = 1; epoch <= 3; epoch++) {
      Running asked = three.get(epoch - 1);
      assertThat(claim(asked, epoch)).isInstanceOf(ClaimResult.Ratified.class);
      assertThat(asked.group.state().configuration(0).orElseThrow().epoch()).isEqualTo(epoch);
    }
    assertThat(claim(three.get(0), 3)).isInstanceOf(ClaimResult.Ratified.class);
    assertThat(three.get(2).log.members()).hasSize(3);
  }

  @Test
  void goesOnWithoutItsLeaderAndTakesItBack() throws Exception {
    List<Running> three = new ArrayList<>(three());
    create(three.get(0));
    Running leader = three.stream().filter(one -> one.log.leads()).findFirst().orElseThrow();
    leader.log.close();
    three.remove(leader);
    assertThat(claim(three.get(0), 1)).isInstanceOf(ClaimResult.Ratified.class);
    assertThat(claim(three.get(1), 2)).isInstanceOf(ClaimResult.Ratified.class);

    Running again = begin(leader.voter, List.of(leader.voter));
    again.log.awaitQuorum(20_000);
    assertThat(again.group.state().configuration(0).orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void oneOfThreeRatifiesNothing() throws Exception {
    List<Running> three = three();
    create(three.get(0));
    three.get(1).log.close();
    three.get(2).log.close();
    assertThatThrownBy(() -> three.get(0).group.confirm().toCompletableFuture().join())
        .hasRootCauseInstanceOf(Exception.class)
        .hasCauseInstanceOf(NoQuorumException.class);
  }

  @Test
  void growsFromOneAndLetsOneGo() throws Exception {
    Running first = begin(voters.get(0), voters.subList(0, 1));
    first.log.awaitQuorum(20_000);
    create(first);
    for (int i = 1; i <= 2; i++) {
      List<Voter> before = List.copyOf(voters.subList(0, i));
      begin(voters.get(i), before);
      first.log.change(before, List.copyOf(voters.subList(0, i + 1)));
    }
    Running third = running.get(2);
    third.log.awaitQuorum(20_000);
    assertThat(third.group.state().shards()).isEqualTo(8);
    assertThatThrownBy(() -> first.log.change(voters.subList(0, 2), voters.subList(1, 2)))
        .isInstanceOf(NoQuorumException.class);

    third.log.change(voters.subList(0, 3), voters.subList(1, 3));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(claim(third, 1)).isInstanceOf(ClaimResult.Ratified.class));
    assertThat(third.log.members()).containsExactly(voters.get(1).member(), voters.get(2).member());
  }

  private static int create(Running at) throws Exception {
    return at.group
        .create(GROUP, 8, List.of(new UUID(0, 1)))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static ClaimResult claim(Running at, long epoch) throws Exception {
    UUID owner = new UUID(0, 1);
    ShardConfiguration next =
        new ShardConfiguration(0, epoch, owner, List.of(owner), epoch, new UUID(1, epoch));
    return at.group
        .claim(List.of(Claim.byOwner(epoch - 1, next)))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .getFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
