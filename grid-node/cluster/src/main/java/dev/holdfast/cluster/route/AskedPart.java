package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.Call;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.catalogue.Catalogue;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command that is asked of another member. */
final class AskedPart extends Asked implements Call.Reply {
  private static final Logger LOG = LoggerFactory.getLogger(AskedPart.class);

  private final Router router;
  private final Call call;
  private final byte[] command;

  AskedPart(Router router, int shard, Call call, long nowNanos) {
    super(shard, call.deadlineNanos(), nowNanos);
    this.router = router;
    this.call = call;
    this.command = call.command().copy();
  }

  @Override
  void takeHere(Here here) {
    Frame frame = Frame.wrap(command, command.length);
    here.submit(shard, Call.carried(frame, deadlineNanos, call.isInternal(), this));
  }

  @Override
  Message message(long id, long remainingMillis, long catalogue) {
    return new Message.Part(id, shard, remainingMillis, call.isInternal(), catalogue, command);
  }

  /** Takes an outcome as another member wrote it, by a catalogue that is as new. */
  void answer(Answer<byte[]> outcome, Catalogue catalogue) {
    if (!router.end(this)) {
      return;
    }
    try {
      call.reply().accept(outcome.map(bytes -> read(bytes, catalogue)));
    } catch (RuntimeException e) {
      LOG.error("shard {}: an outcome of its owner cannot be read", shard, e);
      call.reply().accept(unknown());
    }
  }

  private static OutcomeReader read(byte[] bytes, Catalogue catalogue) {
    OutcomeReader reader = new OutcomeReader(Frame.wrap(bytes, bytes.length), catalogue);
    if (!reader.next()) {
      throw new DamagedMessageException("an answer has no outcome");
    }
    return reader;
  }

  @Override
  public void accept(Answer<OutcomeReader> outcome) {
    if (router.end(this)) {
      call.reply().accept(outcome);
    }
  }

  @Override
  void refuse(Answer<Void> refusal) {
    call.reply().accept(refusal.then(nothing -> impossible()));
  }
}
