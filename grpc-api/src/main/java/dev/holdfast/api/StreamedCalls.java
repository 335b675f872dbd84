package dev.holdfast.api;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.engine.StockGrid.TimedCommand;
import dev.holdfast.v1.HoldCall;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the calls of one HoldStream and hands them to the grid. Immutable. */
final class StreamedCalls {

  private final StockGrid grid;
  private final RequestRules rules;
  private final long streamDeadline;

  StreamedCalls(StockGrid grid, RequestRules rules, long streamDeadline) {
    this.grid = grid;
    this.rules = rules;
    this.streamDeadline = streamDeadline;
  }

  /** The name under which calls of this kind are measured. */
  static String method(HoldCall call) {
    return switch (call.getCallCase()) {
      case CREATE -> "HoldStream.create";
      case CONFIRM -> "HoldStream.confirm";
      case RELEASE -> "HoldStream.release";
      case EXTEND -> "HoldStream.extend";
      case CALL_NOT_SET -> "HoldStream.none";
    };
  }

  /** The name of the hold that a call is about, or empty. */
  static String name(HoldCall call) {
    return switch (call.getCallCase()) {
      case CONFIRM -> call.getConfirm().getName();
      case RELEASE -> call.getRelease().getName();
      case EXTEND -> call.getExtend().getName();
      case CREATE, CALL_NOT_SET -> "";
    };
  }

  /** What a call costs in memory while it is in flight, in lines. */
  static int lines(HoldCall call) {
    return Math.max(1, call.getCreate().getLinesCount());
  }

  /** The refusal of a malformed call, or null. */
  @Nullable Status fault(HoldCall call) {
    Message request =
        switch (call.getCallCase()) {
          case CREATE -> call.getCreate();
          case CONFIRM -> call.getConfirm();
          case RELEASE -> call.getRelease();
          case EXTEND -> call.getExtend();
          case CALL_NOT_SET -> null;
        };
    return request == null
        ? Errors.invalid("call", "must be one of create, confirm, release, extend")
        : rules.fault(request);
  }

  /** What a call whose form is right asks of the grid; null if it names no hold of this grid. */
  @Nullable TimedCommand command(HoldCall call, long nowNanos) {
    long deadline =
        call.hasTimeout()
            ? Deadlines.after(nowNanos, call.getTimeout(), streamDeadline)
            : streamDeadline;
    return switch (call.getCallCase()) {
      case CREATE -> new TimedCommand(HoldMapping.create(call.getCreate()), deadline);
      case CONFIRM ->
          named(
              call.getConfirm().getName(),
              deadline,
              name -> HoldMapping.confirm(name, call.getConfirm()));
      case RELEASE ->
          named(
              call.getRelease().getName(),
              deadline,
              name -> HoldMapping.release(name, call.getRelease()));
      case EXTEND ->
          named(
              call.getExtend().getName(),
              deadline,
              name -> HoldMapping.extend(name, call.getExtend()));
      case CALL_NOT_SET -> throw new IllegalArgumentException("a call without a request");
    };
  }

  private static @Nullable TimedCommand named(
      String name, long deadline, Function<HoldName, HoldCommand> command) {
    return HoldMapping.name(name)
        .map(parsed -> new TimedCommand(command.apply(parsed), deadline))
        .orElse(null);
  }

  /** Decides the calls of a frame together; the answers are in their order. */
  List<CompletionStage<Answer<Hold>>> submit(List<TimedCommand> commands) {
    return grid.holds(commands);
  }
}
