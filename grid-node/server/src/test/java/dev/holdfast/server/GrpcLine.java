package dev.holdfast.server;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** gRPC. */
final class GrpcLine implements Line {
  final ManagedChannel channel;

  GrpcLine(int port) {
    channel = NettyChannelBuilder.forAddress(TestPorts.HOST, port).usePlaintext().build();
  }

  @Override
  public Message call(Message request) {
    try {
      return ClientCalls.blockingUnaryCall(channel, method(request), options(), request);
    } catch (StatusRuntimeException e) {
      throw new RefusedCall(StatusProto.fromThrowable(e));
    }
  }

  /** A call whose answer is awaited elsewhere. */
  ListenableFuture<Message> send(Message request) {
    return ClientCalls.futureUnaryCall(channel.newCall(method(request), options()), request);
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(15, TimeUnit.SECONDS);
  }

  private static MethodDescriptor<Message, Message> method(Message request) {
    Descriptors.MethodDescriptor method = Methods.of(request);
    return MethodDescriptor.<Message, Message>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
        .setRequestMarshaller(ProtoUtils.marshaller(request.getDefaultInstanceForType()))
        .setResponseMarshaller(ProtoUtils.marshaller(Methods.answer(method)))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
