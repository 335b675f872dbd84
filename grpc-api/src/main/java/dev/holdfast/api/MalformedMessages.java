package dev.holdfast.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * Refuses a message that is no protobuf as everything else is refused that is malformed; gRPC
 * itself would call it an error of the application. Messages are parsed where that can be caught:
 * they pass this interceptor as bytes. Safe for any thread.
 */
final class MalformedMessages implements ServerInterceptor {

  private final Refusals refusals;

  private MalformedMessages(Refusals refusals) {
    this.refusals = refusals;
  }

  static ServerServiceDefinition guard(ServerServiceDefinition service, Refusals refusals) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useMarshalledMessages(service, new Unparsed()),
        new MalformedMessages(refusals));
  }

  static Status status() {
    Errors.Fault fault = new Errors.Fault("", "the message is not the protobuf of its type");
    return Errors.invalid("INVALID_MESSAGE", List.of(fault));
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new Guarded<>(next.startCall(call, headers), call);
  }

  private final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean refused;

    private Guarded(ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call) {
      super(delegate);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (refused) {
        return;
      }
      try {
        super.onMessage(message);
      } catch (StatusRuntimeException e) {
        if (!(e.getCause() instanceof InvalidProtocolBufferException)) {
          throw e;
        }
        refused = true;
        RefusalException refusal = RefusalException.of(refusals.of(status()));
        call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
        super.onCancel();
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      if (!refused) {
        super.onReady();
      }
    }

    @Override
    public void onCancel() {
      if (!refused) {
        super.onCancel();
      }
    }

    @Override
    public void onComplete() {
      if (!refused) {
        super.onComplete();
      }
    }
  }

  /** Hands the bytes on as they come: they are read before the listener returns. */
  private static final class Unparsed implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }
}
