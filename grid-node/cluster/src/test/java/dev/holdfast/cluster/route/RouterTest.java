package dev.holdfast.cluster.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.route.Street.Dweller;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.Position;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockCommand;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.HoldKey;
import dev.holdfast.engine.shard.OutcomeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final HoldCommand GET = new HoldCommand.Get(new HoldName(2, "cart"));
  private static final long NONE = StockGrid.NO_DEADLINE;

  private final Street street = new Street();
  private final Dweller a = street.dweller(Street.catalogue(2));
  private final Dweller b = street.dweller(Street.catalogue(2));
  private final Dweller c = street.dweller(Street.catalogue(2));
  private final List<Answer<Position>> answers = new ArrayList<>();
  private final List<Answer<Hold>> holds = new ArrayList<>();

  @BeforeEach
  void bServesAll() {
    for (int shard = 0; shard < Street.SHARDS; shard++) {
      b.serves.add(shard);
      street.ratify(shard, b, 1);
    }
  }

  private static Consumer<Commands> count(long quantity, int location) {
    StockCommand.Count count =
        new StockCommand.Count("sku", "-", quantity, "default", quantity, false, -1);
    return commands -> commands.count(count, location);
  }

  private void ask(Dweller at, Consumer<Commands> command, long deadlineNanos) {
    at.submit(
        2,
        Call.of(
            command,
            deadlineNanos,
            outcome ->
                answers.add(
                    switch (outcome) {
                      case Answer.Done<OutcomeReader>(OutcomeReader reader) ->
                          reader.position("sku");
                      case Answer.Refused<OutcomeReader> refused ->
                          refused.then(OutcomeReader::refused);
                    })));
  }

  private void assertCounted(long quantity, String location) {
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst()).isInstanceOf(Answer.Done.class);
    Position position = ((Answer.Done<Position>) answers.getFirst()).value();
    assertThat(position.onHand()).isEqualTo(quantity);
    assertThat(position.location()).isEqualTo(location);
  }

  private void assertRefused(Reason reason) {
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst()).isInstanceOf(Answer.Refused.class);
    assertThat(((Answer.Refused<Position>) answers.getFirst()).reason()).isEqualTo(reason);
  }

  @Test
  void bringsACallToItsOwnerAndTheAnswerBack() {
    ask(a, count(5, 1), a.nanos() + 700 * Street.MILLI);
    assertThat(answers).isEmpty();
    street.nanos += 100 * Street.MILLI;
    street.deliver(1);
    assertCounted(5, "place-1");
    // What was left of the deadline, by the owner's clock, from when the call came.
    assertThat(b.deadlines).containsExactly(b.nanos() + 700 * Street.MILLI);
    assertThat(a.decided).isZero();
    a.lead(2, GET, NONE, holds::add);
    street.deliver(1);
    assertThat(holds).containsExactly(Answer.refused(Reason.HOLD_NOT_FOUND, "no " + GET, "name"));
  }

  @Test
  void answersOnceThoughEverythingComesTwice() {
    ask(a, count(5, 1), NONE);
    a.lead(2, GET, NONE, holds::add);
    street.deliver(2);
    assertCounted(5, "place-1");
    assertThat(holds).hasSize(1);
    assertThat(b.decided).isEqualTo(4);
    street.pass(10_000);
    assertThat(answers).hasSize(1);
  }

  @Test
  void asksAgainWhatWasLost() {
    ask(a, count(5, 1), NONE);
    assertThat(street.lose()).isEqualTo(1);
    street.pass(240);
    assertThat(street.lose()).isZero();
    street.pass(20);
    street.damage();
    street.deliver(1);
    assertThat(b.decided).isZero();
    street.pass(500);
    street.deliver(1);
    assertCounted(5, "place-1");
  }

  @Test
  void asksTheNextOwnerWhenItsOwnIsNone() {
    b.serves.remove(2);
    ask(a, count(5, 1), NONE);
    // B knows of no other owner, and says so.
    b.owners.remove(2);
    street.deliver(1);
    assertThat(answers).isEmpty();
    c.serves.add(2);
    street.ratify(2, c, 2);
    street.deliver(1);
    assertCounted(5, "place-1");
    assertThat(c.decided).isEqualTo(1);
  }

  @Test
  void asksTheNextOwnerOnceTheLastOneIsGone() {
    ask(a, count(5, 1), NONE);
    a.lead(2, GET, NONE, holds::add);
    street.lose();
    a.alive.remove(b.id);
    street.pass(10);
    assertThat(street.lose()).isZero();
    c.serves.add(2);
    street.ratify(2, c, 2);
    street.deliver(1);
    assertCounted(5, "place-1");
    assertThat(holds).hasSize(1);
  }

  @Test
  void decidesHereWhatHasBecomeItsOwn() {
    a.alive.remove(b.id);
    a.router.changed();
    ask(a, count(5, 1), NONE);
    a.lead(2, GET, NONE, holds::add);
    street.ratify(2, a, 2);
    assertThat(answers).isEmpty();
    street.pass(30);
    assertThat(answers).isEmpty();
    a.serves.add(2);
    street.pass(30);
    assertCounted(5, "place-1");
    assertThat(holds).hasSize(1);
    assertThat(street.lose()).isZero();
  }

  @Test
  void saysWhatIsKnownWhenTimeIsOver() {
    a.owners.remove(2);
    ask(a, count(5, 1), NONE);
    street.pass(4_990);
    assertThat(answers).isEmpty();
    street.pass(20);
    assertRefused(Reason.SHARD_CLOSED);
    answers.clear();
    ask(a, count(5, 1), a.nanos() + 50 * Street.MILLI);
    street.pass(60);
    assertRefused(Reason.DEADLINE_PASSED);
    answers.clear();
    street.ratify(2, b, 1);
    ask(a, count(5, 1), a.nanos() + 50 * Street.MILLI);
    street.pass(60);
    assertRefused(Reason.UNKNOWN_OUTCOME);
    street.deliver(1);
    assertThat(answers).hasSize(1);
  }

  @Test
  void waitsForPoolsAndLocationsOfWhichItHasNotHeard() {
    b.catalogue = Street.catalogue(1);
    ask(a, count(5, 1), NONE);
    street.deliver(1);
    street.pass(100);
    assertThat(b.decided).isZero();
    b.catalogue = a.catalogue;
    street.pass(10);
    street.deliver(1);
    assertCounted(5, "place-1");
    answers.clear();
    b.catalogue = Street.catalogue(3);
    ask(b, count(6, 2), NONE);
    answers.clear();
    ask(a, count(7, 1), NONE);
    street.deliver(1);
    assertThat(answers).isEmpty();
    a.catalogue = b.catalogue;
    street.pass(10);
    assertCounted(7, "place-1");
  }

  @Test
  void refusesForNowWhatWaitedTooLongForThem() {
    b.catalogue = Street.catalogue(1);
    ask(a, count(5, 1), NONE);
    street.deliver(1);
    for (int i = 0; i < 11; i++) {
      street.pass(200);
      street.deliver(1);
    }
    assertRefused(Reason.SHARD_CLOSED);
    assertThat(b.decided).isZero();
  }

  @Test
  void aStepOfABasketStaysWhereItsLeaderIs() {
    ask(a, commands -> commands.abandon(HoldKey.of("cart"), 1), NONE);
    assertRefused(Reason.SHARD_CLOSED);
    assertThat(street.lose()).isZero();
  }
}
