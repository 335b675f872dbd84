package dev.holdfast.cluster.route;

import dev.holdfast.cluster.host.HoldReply;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;

/** A call on a hold that is asked of its home's owner; each has an identity. */
final class AskedLead extends Asked implements HoldReply {
  private final Router router;
  private final HoldCommand command;
  private final HoldReply reply;

  AskedLead(
      Router router,
      int home,
      HoldCommand command,
      long deadlineNanos,
      HoldReply reply,
      long nowNanos) {
    super(home, deadlineNanos, nowNanos);
    this.router = router;
    this.command = command;
    this.reply = reply;
  }

  @Override
  void takeHere(Here here) {
    here.lead(shard, command, deadlineNanos, this);
  }

  @Override
  Message message(long id, long remainingMillis, long catalogue) {
    return new Message.Lead(id, shard, remainingMillis, catalogue, command);
  }

  @Override
  public void accept(Answer<Hold> answer) {
    if (router.end(this)) {
      reply.accept(answer);
    }
  }

  @Override
  void refuse(Answer<Void> refusal) {
    reply.accept(refusal.then(nothing -> impossible()));
  }
}
