package dev.holdfast.cluster.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.engine.AckLevel;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Backing;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldLine;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.HoldState;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.Revision;
import dev.holdfast.engine.Shortage;
import dev.holdfast.engine.shard.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  private static final long GRID = 0x1234_5678_9abc_def0L;
  private static final String LONG = "ä€😀".repeat(100);
  private static final HoldName NAME = new HoldName(4_095, "cart~4711");

  /** No field has the value of another, or that of one left out. */
  static Stream<HoldCommand> commands() {
    List<HoldCommand.Line> lines =
        List.of(new HoldCommand.Line("sku-ä", 7, "east"), new HoldCommand.Line("b", 1L << 40, ""));
    List<HoldCommand.Part> parts =
        List.of(new HoldCommand.Part("p", 3), new HoldCommand.Part("q", 1_000_000_000));
    return Stream.of(
        new HoldCommand.Create("id-1", "web", lines, 60_001, null, true, "north", 1_700_000_001L),
        new HoldCommand.Create("id-2", "app", List.of(), 0, AckLevel.SYNCED, false, "", 0),
        new HoldCommand.Create("id-3", "w", lines, -1, AckLevel.REPLICATED, false, LONG, -5),
        new HoldCommand.Confirm(NAME, "order-1", true, AckLevel.SYNCED),
        new HoldCommand.Confirm(NAME, "", false, null),
        new HoldCommand.Release(NAME, AckLevel.REPLICATED),
        new HoldCommand.Extend(NAME, Long.MAX_VALUE, null),
        new HoldCommand.Ship(NAME, "shipment", parts, AckLevel.SYNCED),
        new HoldCommand.Cancel(NAME, "cancellation", parts, null),
        new HoldCommand.Cancel(NAME, "all", List.of(), null),
        new HoldCommand.Get(NAME));
  }

  private static Hold hold(int lines, int backings) {
    List<HoldLine> all = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      List<Backing> stands =
          IntStream.range(0, backings).mapToObj(b -> new Backing("location-" + b, 1 + b)).toList();
      all.add(new HoldLine("sku-" + i, 11 + i, 12 + i, 13 + i, 14 + i, "pin" + i % 2, stands));
    }
    return new Hold(
        "id",
        17,
        "pool",
        HoldState.CONFIRMED,
        all,
        18,
        19,
        "order",
        AckLevel.SYNCED,
        new Revision(20, 21, 22));
  }

  static Stream<Answer<Hold>> holds() {
    Stream<Answer<Hold>> refused =
        Stream.of(Reason.values())
            .map(
                reason ->
                    new Answer.Refused<>(
                        reason,
                        LONG,
                        "lines[3].location",
                        List.of(new Shortage("sku", "east", 5, 4), new Shortage("t", "", 1, 0)),
                        reason.ordinal() % 2 == 0,
                        reason.ordinal()));
    return Stream.concat(Stream.of(Answer.done(hold(0, 0)), Answer.done(hold(3, 2))), refused);
  }

  private static List<Message> messages() {
    List<Message> all = new ArrayList<>();
    commands().forEach(c -> all.add(new Message.Lead(31 + all.size(), 12, 5_000, 77, c)));
    holds().forEach(a -> all.add(new Message.LeadReply(-all.size(), a)));
    all.add(new Message.Moved(Long.MIN_VALUE));
    return all;
  }

  private static byte[] sealed(List<Message> messages) {
    Envelope envelope = new Envelope(GRID);
    messages.forEach(message -> envelope.add(Envelope.bytes(message)));
    return envelope.seal();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void carriesEveryFieldOfACommand(HoldCommand command) {
    Message.Lead lead = new Message.Lead(42, 9, Message.NO_DEADLINE, 3, command);
    assertThat(Envelope.open(sealed(List.of(lead)), GRID)).isEqualTo(List.of(lead));
  }

  @ParameterizedTest
  @MethodSource("holds")
  void carriesEveryFieldOfAnAnswer(Answer<Hold> answer) {
    Message.LeadReply reply = new Message.LeadReply(42, answer);
    assertThat(Envelope.open(sealed(List.of(reply)), GRID)).isEqualTo(List.of(reply));
  }

  @Test
  void carriesCommandsAndOutcomesOfShards() {
    Message.Part part = new Message.Part(1, 15, 0, true, 9, new byte[] {1, 2, 3});
    Message.PartReply done = new Message.PartReply(2, 8, Answer.done(new byte[] {4, 5}));
    Message.PartReply refused =
        new Message.PartReply(3, 7, Answer.retryLater(Reason.OVERLOADED, "wait", 50));
    List<Message> found = Envelope.open(sealed(List.of(part, done, refused)), GRID);
    assertThat(found)
        .hasSize(3)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(part, done, refused);
    assertThat(Envelope.open(sealed(messages()), GRID)).isEqualTo(messages());
  }

  @Test
  void aHoldOfFullSizeFits() {
    byte[] bytes = Envelope.bytes(new Message.LeadReply(1, Answer.done(hold(1_000, 10))));
    assertThat(bytes.length).isLessThan(Envelope.MAX_BYTES);
  }

  @Test
  void refusesAnotherGridAnotherVersionAndDamage() {
    byte[] whole = sealed(messages());
    assertThatThrownBy(() -> Envelope.open(whole, GRID + 1)).hasMessageContaining("grid");
    byte[] later = whole.clone();
    later[1]++;
    assertThatThrownBy(() -> Envelope.open(later, GRID)).hasMessageContaining("version 2");
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> Envelope.open(damaged, GRID))
          .isInstanceOf(DamagedMessageException.class);
    }
  }

  /** As if a sender had a checksum for what it should not have written. */
  @Test
  void whateverIsReadIsAMessageOrRefused() {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      List<Message> all = messages();
      byte[] bytes = Envelope.bytes(all.get(random.nextInt(all.size())));
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        assertThat(Envelope.messages(Frame.wrap(bytes, length))).isNotNull();
      } catch (DamagedMessageException e) {
        refused++;
      } catch (RuntimeException e) {
        fail("round " + round, e);
      }
    }
    assertThat(refused).isGreaterThan(15_000);
  }
}
