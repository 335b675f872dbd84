package dev.holdfast.api;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.HoldCommand;
import dev.holdfast.engine.HoldName;
import dev.holdfast.engine.StockGrid;
import dev.holdfast.v1.HoldCall;
import java.util.concurrent.CompletableFuture;
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

  /** Decides a call whose form is right. */
  CompletionStage<Answer<Hold>> submit(HoldCall call, long nowNanos) {
    long deadline =
        call.hasTimeout()
            ? Deadlines.after(nowNanos, call.getTimeout(), streamDeadline)
            : streamDeadline;
    return switch (call.getCallCase()) {
      case CREATE -> grid.hold(HoldMapping.create(call.getCreate()), deadline);
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

  private CompletionStage<Answer<Hold>> named(
      String name, long deadline, Function<HoldName, HoldCommand> command) {
    return HoldMapping.name(name)
        .map(parsed -> grid.hold(command.apply(parsed), deadline))
        .orElseGet(() -> CompletableFuture.completedStage(HoldMapping.notFound(name)));
  }
}
