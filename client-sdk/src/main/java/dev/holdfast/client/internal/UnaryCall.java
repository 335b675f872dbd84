package dev.holdfast.client.internal;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A call of its own, through all of its attempts. Belongs to the I/O thread. What the node streams
 * is gathered; a unary method is the case of one.
 */
final class UnaryCall<Q extends Message, A extends Message> extends Pending<List<A>> {

  private final UnaryCalls calls;
  private final MethodDescriptor<Q, A> method;
  private final Q request;
  private boolean inFlight;

  UnaryCall(UnaryCalls calls, MethodDescriptor<Q, A> method, Q request, Patience patience) {
    super(patience);
    this.calls = calls;
    this.method = method;
    this.request = request;
  }

  void attempt() {
    if (!calls.isOpen(this)) {
      return;
    }
    long left = patience.leftNanos(System.nanoTime());
    if (left <= 0) {
      calls.fail(this, late(false));
      return;
    }
    int target = calls.targets().current();
    inFlight = true;
    Reach reach = new Reach();
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(left, TimeUnit.NANOSECONDS)
            .withStreamTracerFactory(reach);
    ClientCalls.asyncServerStreamingCall(
        calls.targets().channel(target).newCall(method, options),
        request,
        new Answers(target, reach));
  }

  boolean inFlight() {
    return inFlight;
  }

  private void attemptFailed(Status status, int target, boolean reached) {
    inFlight = false;
    boolean definite = Details.definite(status);
    boolean silent = status.getCode() == Code.DEADLINE_EXCEEDED_VALUE;
    if (!definite && (silent || status.getCode() == Code.UNAVAILABLE_VALUE)) {
      calls.targets().failed(target);
    }
    double random = ThreadLocalRandom.current().nextDouble();
    long now = System.nanoTime();
    long pause = attemptFailed(status, reached && !definite, calls.rule(), random, now);
    if (pause == RetryRule.NEVER) {
      calls.fail(this, exhausted());
    } else {
      calls.later(this::attempt, pause);
    }
  }

  private final class Answers implements StreamObserver<A> {

    private final List<A> answers = new ArrayList<>(1);
    private final int target;
    private final Reach reach;

    Answers(int target, Reach reach) {
      this.target = target;
      this.reach = reach;
    }

    @Override
    public void onNext(A answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      if (calls.isOpen(UnaryCall.this)) {
        io.grpc.Status status = io.grpc.Status.fromThrowable(failure);
        Metadata trailers = io.grpc.Status.trailersFromThrowable(failure);
        attemptFailed(Details.status(status, trailers), target, reach.reached());
      }
    }

    @Override
    public void onCompleted() {
      if (calls.isOpen(UnaryCall.this)) {
        calls.succeed(UnaryCall.this, answers);
      }
    }
  }
}
