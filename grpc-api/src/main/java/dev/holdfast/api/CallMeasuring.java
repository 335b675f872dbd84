package dev.holdfast.api;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures each call at the door, and the room of its answer. Where calls wait too long for their
 * thread it refuses new ones before they are read, but none that gives units back, settles a sale
 * or looks after the grid. Safe for any thread.
 */
final class CallMeasuring implements ServerInterceptor {

  /** What may be put off: who asks for it has lost nothing yet. */
  private static final Set<String> PUT_OFF =
      Set.of(
          "CreateHold",
          "BatchCreateHolds",
          "ListHolds",
          "QueryAvailability",
          "ListShortfalls",
          "ExplainStock");

  private final CallMeters meters;
  private final Refusals refusals;
  private final AnswerRoom room;
  private final EventLoops loops;

  /** A method's bare name is cut out of its full one each time it is asked for. */
  private final Map<MethodDescriptor<?, ?>, CallMeters.Method> methods = new ConcurrentHashMap<>();

  CallMeasuring(CallMeters meters, Refusals refusals, AnswerRoom room, EventLoops loops) {
    this.meters = meters;
    this.refusals = refusals;
    this.room = room;
    this.loops = loops;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Measured<Q, A> measured =
        new Measured<>(
            call, method(call.getMethodDescriptor()), loops.pressure(), System.nanoTime());
    measured.method.started();
    measured.pressure.entered(1);
    if (measured.pressure.isHigh() && mayBePutOff(call.getMethodDescriptor())) {
      RefusalException overloaded = RefusalException.of(refusals.overloaded());
      measured.close(overloaded.getStatus(), requireNonNull(overloaded.getTrailers()));
      return new Listening<>(new ServerCall.Listener<>() {}, measured);
    }
    return new Listening<>(next.startCall(measured, headers), measured);
  }

  private static boolean mayBePutOff(MethodDescriptor<?, ?> descriptor) {
    String bare = descriptor.getBareMethodName();
    return bare != null && PUT_OFF.contains(bare);
  }

  private CallMeters.Method method(MethodDescriptor<?, ?> descriptor) {
    CallMeters.Method known = methods.get(descriptor);
    return known != null ? known : methods.computeIfAbsent(descriptor, this::named);
  }

  private CallMeters.Method named(MethodDescriptor<?, ?> descriptor) {
    String bare = descriptor.getBareMethodName();
    return meters.method(bare == null ? "unknown" : bare);
  }

  private final class Measured<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final CallMeters.Method method;
    private final Pressure pressure;
    private final long startNanos;
    private boolean closed;
    private long roomTaken;

    private Measured(
        ServerCall<Q, A> call, CallMeters.Method method, Pressure pressure, long startNanos) {
      super(call);
      this.method = method;
      this.pressure = pressure;
      this.startNanos = startNanos;
    }

    /** A unary answer, once more than small, keeps its room until its reader has taken it. */
    @Override
    public void sendMessage(A message) {
      long bytes =
          getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY
                  && message instanceof MessageLite typed
              ? typed.getSerializedSize()
              : 0;
      if (room.take(bytes)) {
        roomTaken = bytes;
        super.sendMessage(message);
      } else {
        RefusalException full = RefusalException.of(refusals.of(AnswerRoom.full(isReading())));
        close(full.getStatus(), requireNonNull(full.getTrailers()));
      }
    }

    private boolean isReading() {
      String bare = getMethodDescriptor().getBareMethodName();
      return bare != null
          && (bare.startsWith("Get") || bare.startsWith("Query") || bare.startsWith("List"));
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!closed) {
        count(status.getCode());
        super.close(status, trailers);
      }
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
  private final class Listening<Q> extends SimpleForwardingServerCallListener<Q> {

    private final Measured<Q, ?> call;

    private Listening(ServerCall.Listener<Q> delegate, Measured<Q, ?> call) {
      super(delegate);
      this.call = call;
    }

    @Override
    public void onCancel() {
      call.method.ended();
      call.pressure.left(1);
      room.giveBack(call.roomTaken);
      if (!call.closed) {
        call.count(Status.Code.CANCELLED);
      }
      super.onCancel();
    }

    @Override
    public void onComplete() {
      call.method.ended();
      call.pressure.left(1);
      room.giveBack(call.roomTaken);
      super.onComplete();
    }
  }
}
