package dev.holdfast.cluster.host;

import dev.holdfast.engine.Answer;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.shard.Commands;
import dev.holdfast.engine.shard.Frame;
import dev.holdfast.engine.shard.OutcomeReader;
import java.util.function.Consumer;

/** One command on its way through a shard. Written by one thread before it is submitted. */
public final class Call {

  /** Takes the outcome, which is valid during the call only, or the refusal to decide. */
  @FunctionalInterface
  public interface Reply {
    void accept(Answer<OutcomeReader> outcome);
  }

  final Frame command;
  final long deadlineNanos;
  final Reply reply;

  /** Since when it waits for a basket to be decided; 0 while it never had to. */
  long parkedNanos;

  /**
   * Whether it is the grid's own and never refused for want of room: it ends or settles a basket.
   */
  final boolean internal;

  private Call(Frame command, long deadlineNanos, boolean internal, Reply reply) {
    this.command = command;
    this.internal = internal;
    this.deadlineNanos = deadlineNanos;
    this.reply = reply;
  }

  /**
   * A call.
   *
   * @param deadlineNanos a reading of {@link Clock#nanos}
   */
  public static Call of(Consumer<Commands> command, long deadlineNanos, Reply reply) {
    return new Call(encoded(command), deadlineNanos, false, reply);
  }

  /** A call of the grid's own: it has no deadline and is not refused when many wait. */
  public static Call internal(Consumer<Commands> command, Reply reply) {
    return new Call(encoded(command), StockGrid.NO_DEADLINE, true, reply);
  }

  /** A call of the grid's own on behalf of one that has a deadline. */
  static Call internal(Consumer<Commands> command, long deadlineNanos, Reply reply) {
    return new Call(encoded(command), deadlineNanos, true, reply);
  }

  /**
   * A call that came from another member, or goes on after one.
   *
   * @param command one command, as {@link Commands} writes it
   * @param internal whether it is the grid's own
   */
  public static Call carried(Frame command, long deadlineNanos, boolean internal, Reply reply) {
    return new Call(command, deadlineNanos, internal, reply);
  }

  /** The command's bytes; not to be changed. */
  public Frame command() {
    return command;
  }

  /** A reading of {@link Clock#nanos}, or {@link StockGrid#NO_DEADLINE}. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  public boolean isInternal() {
    return internal;
  }

  public Reply reply() {
    return reply;
  }

  private static Frame encoded(Consumer<Commands> command) {
    Frame frame = new Frame(192);
    command.accept(new Commands(frame));
    return frame;
  }
}
