package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.shard.HoldKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A call that leads a hold, or waits to: it is answered once, by its last step or because its home
 * has another owner. Any thread may answer it.
 */
final class Led implements HoldReply {
  final HoldKey key;
  private final HoldReply reply;
  private final Consumer<Led> step;
  private final Consumer<Led> next;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * A call.
   *
   * @param step what it does when its turn has come
   * @param next hears when it is answered
   */
  Led(HoldKey key, HoldReply reply, Consumer<Led> step, Consumer<Led> next) {
    this.key = key;
    this.reply = reply;
    this.step = step;
    this.next = next;
  }

  void start() {
    step.accept(this);
  }

  /** Whether it is answered: none of its steps is to be taken any more. */
  boolean isOver() {
    return over.get();
  }

  @Override
  public void accept(Answer<Hold> answer) {
    if (over.compareAndSet(false, true)) {
      next.accept(this);
      reply.accept(answer);
    }
  }
}
