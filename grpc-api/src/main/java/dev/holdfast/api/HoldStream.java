package dev.holdfast.api;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.engine.Answer;
import dev.holdfast.engine.Hold;
import dev.holdfast.engine.StockGrid.TimedCommand;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One HoldStream: frames of calls in, frames of answers out.
 *
 * <p>Everything happens on the event loop of the connection, so nothing is locked; the grid's
 * threads only append to {@code answered} and wake the loop, once for however many answers come
 * together. What is there when the loop gets to it leaves in one frame.
 *
 * <p>Calls are taken in turns of about a hundred, and between two turns the loop serves its other
 * connections: who sends more than can be answered keeps nobody waiting but himself. Creates that
 * would wait for their turn too long are refused as they are read.
 *
 * <p>Memory is bounded by not reading: past {@code maxLines} lines in flight no frame is asked for
 * until answers have left, and answers leave only as fast as the client reads them. A frame holds
 * 1,000 calls at most and 4 MiB, so the bound is exceeded by one frame at most.
 */
final class HoldStream implements StreamObserver<HoldStreamRequest> {

  static final int MAX_CALLS = 1_000;

  /** Lines decided before others get their turn: about a millisecond. */
  private static final int TURN_LINES = 128;

  /** Calls read before others get their turn, by the frame: half a millisecond. */
  private static final int TURN_CALLS = MAX_CALLS;

  /** About 64 KB: more would keep the first answer waiting, less would cost a packet each. */
  private static final int MAX_LINES_IN_FRAME = 512;

  /** A frame ends with the answer that exceeds this; the largest answer has about a megabyte. */
  private static final int FULL_FRAME = 1 << 20;

  private final StreamedCalls calls;
  private final Refusals refusals;
  private final CallMeters meters;
  private final EventExecutor loop;
  private final Pressure pressure;
  private final ServerCallStreamObserver<HoldStreamResponse> out;
  private final AnswerRoom room;
  private final int maxLines;
  private final Consumer<HoldStream> whenEnded;

  private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();

  private final CallQueue<Pending> waiting;
  private int turnLines;
  private int turnCalls;
  private boolean turnAsked;

  private final Set<Long> inFlight = new HashSet<>();
  private int linesInFlight;
  private boolean frameAsked;
  private boolean closing;
  private boolean halfClosed;
  private boolean ended;

  /** A call that was read and not yet answered. */
  private record Pending(long id, int lines, CallMeters.Method method, long startNanos) {}

  /**
   * An answer that waits to leave.
   *
   * @param fault set where there is no answer of the grid
   * @param ownsId false for a call that came under the id of another one in flight
   */
  private record Answered(
      Pending call,
      @Nullable Answer<Hold> answer,
      @Nullable Status fault,
      boolean ownsId,
      long room) {}

  HoldStream(
      StreamedCalls calls,
      Refusals refusals,
      CallMeters meters,
      EventExecutor loop,
      Pressure pressure,
      ServerCallStreamObserver<HoldStreamResponse> out,
      AnswerRoom room,
      int maxLines,
      Consumer<HoldStream> whenEnded) {
    this.calls = calls;
    this.refusals = refusals;
    this.meters = meters;
    this.loop = loop;
    this.pressure = pressure;
    this.out = out;
    this.room = room;
    this.maxLines = maxLines;
    this.waiting = new CallQueue<>(maxLines);
    this.whenEnded = whenEnded;
    out.disableAutoRequest();
    out.setOnReadyHandler(this::flow);
    out.setOnCancelHandler(this::end);
  }

  @Override
  public void onNext(HoldStreamRequest read) {
    frameAsked = false;
    if (ended) {
      return;
    }
    if (read.getCallsCount() > MAX_CALLS) {
      end();
      Status status = Errors.invalid("calls", "must have at most %,d items".formatted(MAX_CALLS));
      out.onError(RefusalException.of(refusals.of(status)));
      return;
    }
    long now = System.nanoTime();
    for (HoldCall call : read.getCallsList()) {
      read(call, now);
    }
    takeTurn();
    flow();
  }

  private void read(HoldCall call, long now) {
    CallMeters.Method method = meters.method(StreamedCalls.method(call));
    int lines = StreamedCalls.lines(call);
    Pending pending = new Pending(call.getCallId(), lines, method, now);
    method.started();
    linesInFlight += lines;
    pressure.entered(lines);
    turnCalls++;
    if (!inFlight.add(call.getCallId())) {
      Status reused = Errors.invalid("call_id", "must not be that of a call in flight");
      answered.add(new Answered(pending, null, refusals.of(reused), false, 0));
    } else if (call.hasCreate() && (!waiting.hasRoom() || pressure.isHigh())) {
      answered.add(new Answered(pending, null, refusals.overloaded(), true, 0));
    } else {
      waiting.add(call, pending, lines, now);
    }
  }

  /** As many of the calls that wait as this turn has left. */
  private void takeTurn() {
    if (waiting.isEmpty() || turnLines >= TURN_LINES) {
      return;
    }
    List<Pending> pending = new ArrayList<>();
    List<TimedCommand> commands = new ArrayList<>();
    long now = System.nanoTime();
    while (turnLines < TURN_LINES) {
      CallQueue.Waiting<Pending> next = waiting.poll(now);
      if (next == null) {
        break;
      }
      if (next.isTooLate(now) && next.call().hasCreate()) {
        answered.add(new Answered(next.known(), null, refusals.overloaded(), true, 0));
      } else {
        turnLines += next.lines();
        take(next.call(), next.known(), pending, commands);
      }
    }
    submit(pending, commands);
  }

  /** Goes on when the loop has looked after its other connections: not a task, which it prefers. */
  private void askTurn() {
    if (!turnAsked) {
      turnAsked = true;
      var unused =
          loop.schedule(
              () -> {
                turnAsked = false;
                turnLines = 0;
                turnCalls = 0;
                if (!ended) {
                  takeTurn();
                  flow();
                }
              },
              0,
              TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void onError(Throwable cancelled) {
    end();
  }

  @Override
  public void onCompleted() {
    halfClosed = true;
    flow();
  }

  /** Reads no further frame and ends when all that was read is answered. For any thread. */
  void close() {
    loop.execute(
        () -> {
          closing = true;
          flow();
        });
  }

  private void take(
      HoldCall call, Pending pending, List<Pending> taken, List<TimedCommand> commands) {
    try {
      Status fault = calls.fault(call);
      if (fault != null) {
        answered.add(new Answered(pending, null, refusals.of(fault), true, 0));
        return;
      }
      TimedCommand command = calls.command(call, pending.startNanos);
      if (command == null) {
        completed(pending, HoldMapping.notFound(StreamedCalls.name(call)), null);
      } else {
        taken.add(pending);
        commands.add(command);
      }
    } catch (RuntimeException bug) {
      completed(pending, null, bug);
    }
  }

  private void submit(List<Pending> taken, List<TimedCommand> commands) {
    try {
      List<CompletionStage<Answer<Hold>>> answers = calls.submit(commands);
      for (int i = 0; i < taken.size(); i++) {
        Pending pending = taken.get(i);
        answers.get(i).whenComplete((answer, failure) -> completed(pending, answer, failure));
      }
    } catch (RuntimeException bug) {
      taken.forEach(pending -> completed(pending, null, bug));
    }
  }

  /** On a thread of the grid, or on the loop for an answer that was there at once. */
  private void completed(
      Pending pending, @Nullable Answer<Hold> answer, @Nullable Throwable failure) {
    Status fault = failure == null ? null : refusals.of(failure);
    long bytes = answer == null ? 0 : AnswerRoom.of(answer);
    boolean fits = room.take(bytes);
    Answer<Hold> kept = fits ? answer : AnswerRoom.full(false);
    answered.add(new Answered(pending, kept, fault, true, fits ? bytes : 0));
    if (!awake.getAndSet(true)) {
      loop.execute(this::flow);
    }
  }

  /** Sends what can be sent, asks for what can be taken, ends what is over. */
  private void flow() {
    awake.set(false);
    while (!ended && out.isReady() && !answered.isEmpty()) {
      out.onNext(nextFrame());
    }
    if (ended) {
      discard();
    } else if (linesInFlight == 0 && (halfClosed || closing)) {
      end();
      finish();
    } else {
      boolean mayRead = !frameAsked && !halfClosed && !closing && linesInFlight < maxLines;
      boolean hasRead = turnCalls >= TURN_CALLS;
      if (!waiting.isEmpty() || (mayRead && hasRead)) {
        askTurn();
      }
      if (mayRead && !hasRead) {
        frameAsked = true;
        out.request(1);
      }
    }
  }

  private HoldStreamResponse nextFrame() {
    HoldStreamResponse.Builder frame = HoldStreamResponse.newBuilder();
    long now = System.nanoTime();
    int lines = 0;
    int bytes = 0;
    while (lines < MAX_LINES_IN_FRAME && bytes < FULL_FRAME) {
      Answered next = answered.poll();
      if (next == null) {
        break;
      }
      lines += next.call.lines;
      HoldAnswer answer = answer(next, now);
      bytes += answer.getSerializedSize();
      frame.addAnswers(answer);
      room.giveBack(next.room);
    }
    linesInFlight -= lines;
    pressure.left(lines);
    return frame.build();
  }

  private HoldAnswer answer(Answered next, long now) {
    if (next.ownsId) {
      inFlight.remove(next.call.id);
    }
    HoldAnswer.Builder answer = HoldAnswer.newBuilder().setCallId(next.call.id);
    switch (next.answer) {
      case Answer.Done<Hold>(Hold hold) -> answer.setHold(HoldMapping.hold(hold));
      case Answer.Refused<Hold> refused -> answer.setError(refusals.of(refused));
      case null -> answer.setError(fault(next));
    }
    next.call.method.ended();
    next.call.method.answered(answer.getError().getCode(), now - next.call.startNanos);
    return answer.build();
  }

  private Status fault(Answered next) {
    return next.fault == null ? refusals.of(new NullPointerException("answer")) : next.fault;
  }

  private void finish() {
    if (halfClosed) {
      out.onCompleted();
    } else {
      Status status = Errors.of(Code.UNAVAILABLE, "SHARD_CLOSED", "the node is stopping");
      out.onError(RefusalException.of(refusals.of(status)));
    }
  }

  /** Answers that are still to come find nobody: the caller retries with the same identities. */
  private void end() {
    if (!ended) {
      ended = true;
      pressure.left(linesInFlight);
      discard();
      whenEnded.accept(this);
    }
  }

  private void discard() {
    waiting.clear(pending -> pending.method.ended());
    for (Answered next = answered.poll(); next != null; next = answered.poll()) {
      next.call.method.ended();
      room.giveBack(next.room);
    }
  }
}
