package dev.holdfast.client.internal;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.holdfast.client.internal.StreamCall.Stage;
import dev.holdfast.v1.HoldAnswer;
import dev.holdfast.v1.HoldCall;
import dev.holdfast.v1.HoldStreamRequest;
import dev.holdfast.v1.HoldStreamResponse;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Packs calls into the frames of one hold stream, and carries them over to the next stream when it
 * breaks. {@link #submit} may be called from any thread; the rest belongs to the I/O thread.
 *
 * <p>Nothing waits to fill a frame. Calls that come while the I/O thread reads answers, or while
 * the connection takes no more, leave together in the next frame: alone when it is quiet, a
 * thousand at a time under load.
 *
 * <p>One tick, as long as calls are open, ends those past their deadline, resumes those that pause,
 * and gives up a stream that has gone silent.
 */
final class HoldLane {

  private static final int MAX_FRAME_CALLS = 1_000;
  private static final int MAX_FRAME_BYTES = 256 << 10;

  /** Under the 4 MiB of a message, with room for the frame around it. */
  private static final int MAX_CALL_BYTES = (4 << 20) - 1_024;

  private static final long TICK_MILLIS = 10;

  private final EventLoop loop;
  private final Targets targets;
  private final RetryRule rule;
  private final long silenceNanos;
  private final Completions completions;

  private final Queue<StreamCall> submitted = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final CallTable table;
  private final ArrayDeque<StreamCall> ready = new ArrayDeque<>();
  private @Nullable HoldLink link;
  private boolean ticking;
  private volatile boolean closed;

  /** Calls in stage SENT. */
  private int sent;

  /** When the node was last heard, dialled, or first owed an answer. */
  private long silentSinceNanos;

  private boolean answerOwed;

  HoldLane(EventLoop loop, Targets targets, Settings settings, Completions completions) {
    this.loop = loop;
    this.targets = targets;
    this.rule = settings.retries();
    this.silenceNanos = settings.silenceNanos();
    this.completions = completions;
    this.table = new CallTable(settings.maxInFlight());
  }

  void submit(StreamCall call) {
    submitted.add(call);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException e) {
        // The I/O thread has gone: only close() ends it.
        refuse();
      }
    }
    if (closed) {
      refuse();
    }
  }

  /** Ends every call; none is accepted after it. */
  void close() {
    closed = true;
    if (link != null) {
      link.cancel("closed");
      link = null;
    }
    refuse();
    ready.clear();
    table.forEach(call -> end(call, call.closed(call.stage == Stage.SENT)));
    completions.dispatch();
  }

  void write() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    while (!ready.isEmpty()) {
      if (link == null) {
        int target = targets.current();
        link = new HoldLink(this, targets.channel(target), target);
        link.start();
        silentSinceNanos = now;
      }
      if (!link.isReady()) {
        return;
      }
      HoldStreamRequest frame = pack(now);
      if (frame.getCallsCount() == 0) {
        return;
      }
      if (!answerOwed) {
        answerOwed = true;
        silentSinceNanos = now;
      }
      link.send(frame);
    }
  }

  void heard(HoldLink from, HoldStreamResponse frame) {
    if (from != link) {
      return;
    }
    long now = System.nanoTime();
    for (int i = 0; i < frame.getAnswersCount(); i++) {
      HoldAnswer answer = frame.getAnswers(i);
      StreamCall call = table.find(answer.getCallId());
      if (call != null && call.stage == Stage.SENT) {
        answered(call, answer, now);
      }
    }
    answerOwed = sent > 0;
    silentSinceNanos = now;
    completions.dispatch();
  }

  /** What was sent may have been decided or not: it is sent again under the same identity. */
  void broken(HoldLink from, Status status) {
    if (from != link) {
      return;
    }
    link = null;
    answerOwed = false;
    targets.failed(from.target());
    long now = System.nanoTime();
    ready.clear();
    table.forEach(
        call -> {
          if (call.stage != Stage.PAUSED) {
            failed(call, status, call.stage == Stage.SENT, now);
          }
        });
    completions.dispatch();
  }

  private void drain() {
    scheduled.set(false);
    if (closed) {
      refuse();
      return;
    }
    for (StreamCall call = submitted.poll(); call != null; call = submitted.poll()) {
      table.add(call);
      ready.add(call);
    }
    write();
    completions.dispatch();
    tickLater();
  }

  private void refuse() {
    for (StreamCall call = submitted.poll(); call != null; call = submitted.poll()) {
      completions.refuse(call, call.closed(false));
    }
  }

  private HoldStreamRequest pack(long now) {
    HoldStreamRequest.Builder frame = HoldStreamRequest.newBuilder();
    int bytes = 0;
    while (!ready.isEmpty() && frame.getCallsCount() < MAX_FRAME_CALLS) {
      StreamCall call = ready.peek();
      if (call.stage != Stage.READY || call.patience.leftNanos(now) <= 0) {
        ready.poll();
        continue;
      }
      HoldCall wire = call.wire(call.patience.leftNanos(now));
      int size = wire.getSerializedSize();
      if (size > MAX_CALL_BYTES) {
        ready.poll();
        end(call, tooLarge(size));
        continue;
      }
      if (bytes > 0 && bytes + size > MAX_FRAME_BYTES) {
        break;
      }
      ready.poll();
      bytes += size;
      frame.addCalls(wire);
      stage(call, Stage.SENT);
    }
    return frame.build();
  }

  private void answered(StreamCall call, HoldAnswer answer, long now) {
    switch (answer.getOutcomeCase()) {
      case HOLD -> {
        remove(call);
        completions.succeed(call, answer.getHold());
      }
      case ERROR -> failed(call, answer.getError(), !Details.definite(answer.getError()), now);
      case OUTCOME_NOT_SET ->
          failed(call, Details.status(Code.INTERNAL, "an answer without an outcome"), true, now);
    }
  }

  private void failed(StreamCall call, Status status, boolean maybeDecided, long now) {
    double random = ThreadLocalRandom.current().nextDouble();
    long pause = call.attemptFailed(status, maybeDecided, rule, random, now);
    if (pause == RetryRule.NEVER) {
      end(call, call.exhausted());
    } else {
      stage(call, Stage.PAUSED);
      table.renew(call);
      call.resumeNanos = now + pause;
    }
  }

  private void tickLater() {
    if (!ticking && !table.isEmpty()) {
      ticking = true;
      loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    ticking = false;
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    table.forEach(
        call -> {
          if (call.patience.leftNanos(now) <= 0) {
            end(call, call.late(call.stage == Stage.SENT));
          } else if (call.stage == Stage.PAUSED && now - call.resumeNanos >= 0) {
            stage(call, Stage.READY);
            ready.add(call);
          }
        });
    if (link != null && isSilent(link, now)) {
      HoldLink lost = link;
      broken(lost, Details.status(Code.UNAVAILABLE, "the node owes answers and says nothing"));
      lost.cancel("silent");
    }
    write();
    completions.dispatch();
    tickLater();
  }

  /** An answer is owed, or the node takes nothing, such as one that is still being dialled. */
  private boolean isSilent(HoldLink current, long now) {
    boolean stuck = answerOwed || (!ready.isEmpty() && !current.isReady());
    return stuck && now - silentSinceNanos > silenceNanos;
  }

  private void end(StreamCall call, CallFailure failure) {
    remove(call);
    completions.fail(call, failure);
  }

  private void remove(StreamCall call) {
    stage(call, Stage.ENDED);
    table.remove(call);
  }

  private void stage(StreamCall call, Stage next) {
    sent += (next == Stage.SENT ? 1 : 0) - (call.stage == Stage.SENT ? 1 : 0);
    call.stage = next;
  }

  private static CallFailure tooLarge(int bytes) {
    return new CallFailure(
        Details.status(
            Code.INVALID_ARGUMENT,
            "the request takes " + bytes + " bytes; the limit is " + MAX_CALL_BYTES),
        false);
  }
}
