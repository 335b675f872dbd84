package dev.holdfast.api;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Measures each call at the door. Safe for any thread. */
final class CallMeasuring implements ServerInterceptor {

  private final CallMeters meters;

  /** A method's bare name is cut out of its full one each time it is asked for. */
  private final Map<MethodDescriptor<?, ?>, CallMeters.Method> methods = new ConcurrentHashMap<>();

  CallMeasuring(CallMeters meters) {
    this.meters = meters;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Measured<Q, A> measured =
        new Measured<>(call, method(call.getMethodDescriptor()), System.nanoTime());
    measured.method.started();
    return new Listening<>(next.startCall(measured, headers), measured);
  }

  private CallMeters.Method method(MethodDescriptor<?, ?> descriptor) {
    CallMeters.Method known = methods.get(descriptor);
    return known != null ? known : methods.computeIfAbsent(descriptor, this::named);
  }

  private CallMeters.Method named(MethodDescriptor<?, ?> descriptor) {
    String bare = descriptor.getBareMethodName();
    return meters.method(bare == null ? "unknown" : bare);
  }

  private static final class Measured<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final CallMeters.Method method;
    private final long startNanos;
    private boolean closed;

    private Measured(ServerCall<Q, A> call, CallMeters.Method method, long startNanos) {
      super(call);
      this.method = method;
      this.startNanos = startNanos;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      count(status.getCode());
      super.close(status, trailers);
    }

    private void count(Status.Code code) {
      closed = true;
      if (getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY) {
        method.answered(code.value(), System.nanoTime() - startNanos);
      } else {
        method.streamEnded(code.value());
      }
    }
  }

  /** Of onCancel and onComplete exactly one comes, whatever becomes of a call. */
  private static final class Listening<Q> extends SimpleForwardingServerCallListener<Q> {

    private final Measured<Q, ?> call;

    private Listening(ServerCall.Listener<Q> delegate, Measured<Q, ?> call) {
      super(delegate);
      this.call = call;
    }

    @Override
    public void onCancel() {
      call.method.ended();
      if (!call.closed) {
        call.count(Status.Code.CANCELLED);
      }
      super.onCancel();
    }

    @Override
    public void onComplete() {
      call.method.ended();
      super.onComplete();
    }
  }
}
