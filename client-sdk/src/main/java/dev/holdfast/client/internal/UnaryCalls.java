package dev.holdfast.client.internal;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The calls that are no part of the hold stream. {@link #start} may be called from any thread; the
 * rest belongs to the I/O thread.
 */
final class UnaryCalls {

  private final EventLoop loop;
  private final Targets targets;
  private final RetryRule rule;
  private final Completions completions;
  private final Set<UnaryCall<?, ?>> open = new HashSet<>();
  private boolean closed;

  UnaryCalls(EventLoop loop, Targets targets, RetryRule rule, Completions completions) {
    this.loop = loop;
    this.targets = targets;
    this.rule = rule;
    this.completions = completions;
  }

  void start(UnaryCall<?, ?> call) {
    try {
      loop.execute(() -> begin(call));
    } catch (RejectedExecutionException e) {
      // The I/O thread has gone: only close() ends it.
      completions.refuse(call, call.closed(false));
    }
  }

  <Q extends Message, A extends Message> UnaryCall<Q, A> call(
      MethodDescriptor<Q, A> method, Q request, Patience patience) {
    return new UnaryCall<>(this, method, request, patience);
  }

  void close() {
    closed = true;
    for (UnaryCall<?, ?> call : List.copyOf(open)) {
      fail(call, call.closed(call.inFlight()));
    }
  }

  boolean isOpen(UnaryCall<?, ?> call) {
    return open.contains(call);
  }

  Targets targets() {
    return targets;
  }

  RetryRule rule() {
    return rule;
  }

  void later(Runnable task, long nanos) {
    loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  <A extends Message> void succeed(UnaryCall<?, A> call, List<A> answers) {
    open.remove(call);
    completions.succeed(call, answers);
    completions.dispatch();
  }

  void fail(UnaryCall<?, ?> call, CallFailure failure) {
    open.remove(call);
    completions.fail(call, failure);
    completions.dispatch();
  }

  private void begin(UnaryCall<?, ?> call) {
    if (closed) {
      completions.refuse(call, call.closed(false));
    } else {
      open.add(call);
      call.attempt();
    }
  }
}
