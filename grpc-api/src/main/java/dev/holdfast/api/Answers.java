package dev.holdfast.api;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.v1.GetHoldRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a unary call: checks its form, hands it to the grid, answers on the event loop it came from.
 * Safe for any thread; each call is touched by its loop alone.
 */
final class Answers {

  private static final Runnable NOTHING = () -> {};

  private final RequestRules rules;
  private final Refusals refusals;
  private final EventLoops loops;
  private final AnswerRoom room;

  Answers(RequestRules rules, Refusals refusals, EventLoops loops, AnswerRoom room) {
    this.rules = rules;
    this.refusals = refusals;
    this.loops = loops;
    this.room = room;
  }

  /**
   * {@link #answer} to a call of which it is known before what its answer will occupy.
   *
   * @param bytes at most; seen once the form of the request is known to be right
   */
  <Q extends Message, T, A> void answerWithin(
      Function<? super Q, Long> bytes,
      Q request,
      StreamObserver<A> out,
      Function<? super Q, CompletionStage<Answer<T>>> call,
      Function<? super T, ? extends A> mapping) {
    answer(
        request,
        out,
        r -> {
          long taken = bytes.apply(r);
          if (!room.take(taken)) {
            // Nothing has been asked of the grid yet.
            return CompletableFuture.completedStage(AnswerRoom.full(true));
          }
          CompletionStage<Answer<T>> stage;
          try {
            stage = call.apply(r);
          } catch (RuntimeException | Error e) {
            room.giveBack(taken);
            throw e;
          }
          return stage.whenComplete((answer, failure) -> room.giveBack(taken));
        },
        mapping);
  }

  /**
   * @param call asks the grid; sees only requests whose form is right
   * @param mapping makes the answer's message
   */
  <Q extends Message, T, A> void answer(
      Q request,
      StreamObserver<A> out,
      Function<? super Q, CompletionStage<Answer<T>>> call,
      Function<? super T, ? extends A> mapping) {
    // Without a handler the observer would throw at an answer that the caller no longer awaits.
    ((ServerCallStreamObserver<A>) out).setOnCancelHandler(NOTHING);
    EventExecutor loop = loops.current();
    CompletionStage<Answer<T>> stage;
    try {
      Status fault = rules.fault(request);
      if (fault != null) {
        refuse(out, fault);
        return;
      }
      stage = call.apply(request);
    } catch (RuntimeException bug) {
      fail(out, bug);
      return;
    }
    stage.whenComplete(
        (answer, failure) -> {
          if (loop.inEventLoop()) {
            finish(out, answer, failure, mapping);
          } else {
            queue(loop, request, out, answer, failure, mapping);
          }
        });
  }

  /** Shards may answer faster than a loop writes: what waits for it must have room. */
  private <T, A> void queue(
      EventExecutor loop,
      Message request,
      StreamObserver<A> out,
      @Nullable Answer<T> answer,
      @Nullable Throwable failure,
      Function<? super T, ? extends A> mapping) {
    long bytes = answer == null ? 0 : AnswerRoom.of(answer);
    if (room.take(bytes)) {
      loop.execute(
          () -> {
            try {
              finish(out, answer, failure, mapping);
            } finally {
              room.giveBack(bytes);
            }
          });
    } else {
      Answer<T> full = AnswerRoom.full(request instanceof GetHoldRequest);
      loop.execute(() -> finish(out, full, failure, mapping));
    }
  }

  /** Answers from what this node knows, without asking a shard. */
  <Q extends Message, A> void answerNow(
      Q request, StreamObserver<A> out, Function<? super Q, Answer<A>> call) {
    try {
      Status fault = rules.fault(request);
      if (fault != null) {
        refuse(out, fault);
      } else {
        finish(out, call.apply(request), null, Function.identity());
      }
    } catch (RuntimeException bug) {
      fail(out, bug);
    }
  }

  void refuse(StreamObserver<?> out, Status malformed) {
    out.onError(RefusalException.of(refusals.of(malformed)));
  }

  void fail(StreamObserver<?> out, Throwable failure) {
    out.onError(RefusalException.of(refusals.of(failure)));
  }

  /** Ends a stream whose messages are sent. */
  void end(StreamObserver<?> out, @Nullable Answer<?> answer, @Nullable Throwable failure) {
    switch (answer) {
      case Answer.Done<?> done -> out.onCompleted();
      case Answer.Refused<?> refused -> out.onError(RefusalException.of(refusals.of(refused)));
      case null -> fail(out, failure == null ? new NullPointerException("answer") : failure);
    }
  }

  private <T, A> void finish(
      StreamObserver<A> out,
      @Nullable Answer<T> answer,
      @Nullable Throwable failure,
      Function<? super T, ? extends A> mapping) {
    try {
      switch (answer) {
        case Answer.Done<T>(T value) -> {
          out.onNext(mapping.apply(value));
          out.onCompleted();
        }
        case Answer.Refused<T> refused -> out.onError(RefusalException.of(refusals.of(refused)));
        case null -> fail(out, failure == null ? new NullPointerException("answer") : failure);
      }
    } catch (RuntimeException bug) {
      fail(out, bug);
    }
  }
}
