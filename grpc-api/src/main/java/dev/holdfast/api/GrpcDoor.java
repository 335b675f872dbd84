package dev.holdfast.api;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gRPC port. */
final class GrpcDoor {

  private final Server server;

  private GrpcDoor(Server server) {
    this.server = server;
  }

  static GrpcDoor open(
      DoorSettings settings, EventLoopGroup workers, List<ServerServiceDefinition> services) {
    InetSocketAddress address = new InetSocketAddress(settings.bindHost(), settings.grpcPort());
    Server server =
        GrpcServerSettings.apply(NettyServerBuilder.forAddress(address), settings, workers)
            .addServices(services)
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      return new GrpcDoor(server.start());
    } catch (IOException e) {
      throw new PortUnavailableException("grpc.port", settings.bindHost(), settings.grpcPort(), e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Takes no further connection and no further call. */
  void shutdown() {
    server.shutdown();
  }

  /** Waits for calls in flight, then cuts them off. */
  void await(long millis) throws InterruptedException {
    if (!server.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
      server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
  }

  void shutdownNow() {
    server.shutdownNow();
  }
}
