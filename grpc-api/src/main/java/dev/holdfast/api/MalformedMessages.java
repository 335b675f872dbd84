package dev.holdfast.api;

import com.google.common.base.Throwables;
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
import org.jspecify.annotations.Nullable;

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

  /**
   * The same on the web port, where no interceptor sees a message before it is parsed.
   *
   * @param trailers get the details
   * @return the status to end with, or null if the cause is another
   */
  static io.grpc.@Nullable Status refused(Throwable cause, Metadata trailers, Refusals refusals) {
    if (cause instanceof RefusalException
        || Throwables.getCausalChain(cause).stream()
            .noneMatch(InvalidProtocolBufferException.class::isInstance)) {
      return null;
    }
    RefusalException refusal = RefusalException.of(refusals.of(noMessage()));
    trailers.merge(Objects.requireNonNull(refusal.getTrailers()));
    return refusal.getStatus();
  }

  private static Status noMessage() {
    return refusal("INVALID_MESSAGE", "the message is not the protobuf of its type");
  }

  /** What is wrong with a message that could not be parsed; null if that was not it. */
  private static @Nullable Status status(StatusRuntimeException thrown) {
    if (thrown.getCause() instanceof InvalidProtocolBufferException) {
      return noMessage();
    }
    // Only of a compressed message: the length of a plain one is known before it is read.
    return thrown.getStatus().getCode() == io.grpc.Status.Code.RESOURCE_EXHAUSTED
        ? refusal("INVALID_MESSAGE_SIZE", "the message is too large when it is decompressed")
        : null;
  }

  private static Status refusal(String reason, String description) {
    return Errors.invalid(reason, List.of(new Errors.Fault("", description)));
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
        Status status = status(e);
        if (status == null) {
          throw e;
        }
        refused = true;
        RefusalException refusal = RefusalException.of(refusals.of(status));
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
