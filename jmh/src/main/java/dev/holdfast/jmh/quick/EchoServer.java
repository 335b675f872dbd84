package dev.holdfast.jmh.quick;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import dev.holdfast.api.DoorSettings;
import dev.holdfast.api.GrpcServerSettings;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A gRPC server on exactly the settings of a node's that decides nothing: it reads a message and
 * answers with one of a given size. A process of its own, as a node is; it ends when its standard
 * input does.
 */
public final class EchoServer {
  static final MethodDescriptor<BytesValue, BytesValue> ECHO =
      MethodDescriptor.<BytesValue, BytesValue>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName("holdfast.bench.Echo", "Echo"))
          .setRequestMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .build();

  private EchoServer() {}

  /** Prints its port; the argument is the size of an answer in bytes. */
  public static void main(String[] args) throws IOException {
    BytesValue answer = padding(Integer.parseInt(args[0]));
    DoorSettings settings = DoorSettings.of("127.0.0.1", 0, 0, "bench");
    EventLoopGroup workers = GrpcServerSettings.workers(settings);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server server =
        GrpcServerSettings.apply(NettyServerBuilder.forAddress(address), settings, workers)
            .addService(
                ServerServiceDefinition.builder("holdfast.bench.Echo")
                    .addMethod(
                        ECHO,
                        ServerCalls.asyncUnaryCall(
                            (request, to) -> {
                              to.onNext(answer);
                              to.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    System.out.println(server.getPort());
    while (System.in.read() >= 0) {
      // Nothing is sent; the end is what counts.
    }
    server.shutdownNow();
    workers.shutdownGracefully();
  }

  /** A message of that size on the wire, give or take two bytes. */
  static BytesValue padding(int size) {
    return BytesValue.of(ByteString.copyFrom(new byte[Math.max(0, size - 3)]));
  }
}
