package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.cluster.host.Clock;
import dev.holdfast.cluster.host.HoldReply;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.Reason;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import dev.holdfast.engine.shard.Travel;
import java.util.UUID;

/**
 * Takes the calls of other members and answers them. Remembers none: one that comes twice is
 * decided twice, and has an identity. Safe for any thread.
 */
final class Reception {
  private static final long NANOS_A_MILLI = 1_000_000L;

  private final Here here;
  private final Sender sender;
  private final Ratified ratified;
  private final Clock clock;
  private final Held held;

  Reception(Here here, Sender sender, Ratified ratified, Clock clock, Held held) {
    this.here = here;
    this.sender = sender;
    this.ratified = ratified;
    this.clock = clock;
    this.held = held;
  }

  void take(UUID from, Message.Part part) {
    byte[] command = part.command();
    Travel travel = Travel.of(command, 0, command.length).orElse(Travel.NEVER);
    requireShard(part.shard());
    if (travel == Travel.NEVER) {
      throw new DamagedMessageException("a part has no command that may travel");
    }
    IncomingPart reply = new IncomingPart(from, part.id());
    long deadline = deadline(part.remainingMillis());
    held.when(
        part.catalogue(),
        () ->
            here.submit(
                part.shard(),
                Call.carried(
                    Frame.wrap(command, command.length), deadline, part.internal(), reply)),
        () -> reply.accept(behind(part.shard())));
  }

  void take(UUID from, Message.Lead lead) {
    requireShard(lead.home());
    IncomingLead reply = new IncomingLead(from, lead.id());
    long deadline = deadline(lead.remainingMillis());
    held.when(
        lead.catalogue(),
        () -> here.lead(lead.home(), lead.command(), deadline, reply),
        () -> reply.accept(behind(lead.home())));
  }

  private void requireShard(int shard) {
    int shards = ratified.shards();
    if (shard < 0 || shard >= shards) {
      throw new DamagedMessageException("a call is for shard " + shard + "; there are " + shards);
    }
  }

  /** Its sender's clock means nothing here: what is left counts from now. */
  private long deadline(long remainingMillis) {
    return remainingMillis == Message.NO_DEADLINE
            || remainingMillis > Long.MAX_VALUE / (4 * NANOS_A_MILLI)
        ? StockGrid.NO_DEADLINE
        : clock.nanos() + remainingMillis * NANOS_A_MILLI;
  }

  private static <T> Answer<T> behind(int shard) {
    return Answer.retryLater(
        Reason.SHARD_CLOSED,
        "the owner of shard " + shard + " has not heard of the newest pools and locations yet",
        100);
  }

  /** Answers a command. */
  final class IncomingPart implements Call.Reply {
    private final UUID from;
    private final long id;

    IncomingPart(UUID from, long id) {
      this.from = from;
      this.id = id;
    }

    @Override
    public void accept(Answer<OutcomeReader> outcome) {
      long catalogue = ratified.catalogue().version();
      sender.send(from, new Message.PartReply(id, catalogue, outcome.map(IncomingPart::copy)));
    }

    private static byte[] copy(OutcomeReader outcome) {
      Frame copy = new Frame(128);
      outcome.copyTo(copy);
      return copy.copy();
    }

    /** This member does not decide it. */
    void moved() {
      sender.send(from, new Message.Moved(id));
    }
  }

  /** Answers a call on a hold. */
  final class IncomingLead implements HoldReply {
    private final UUID from;
    private final long id;

    IncomingLead(UUID from, long id) {
      this.from = from;
      this.id = id;
    }

    @Override
    public void accept(Answer<Hold> answer) {
      sender.send(from, new Message.LeadReply(id, answer));
    }

    /** This member does not lead it. */
    void moved() {
      sender.send(from, new Message.Moved(id));
    }
  }
}
