package dev.holdfast.api;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.TransportType;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.lang.reflect.Constructor;
import java.util.concurrent.TimeUnit;

/** How every gRPC server here is set, so that a benchmark's echo runs on exactly the same. */
public final class GrpcServerSettings {

  private GrpcServerSettings() {}

  /** The threads that serve connections. Who makes them ends them, after the servers. */
  public static EventLoopGroup workers(DoorSettings settings) {
    return EventLoopGroups.newEventLoopGroup(settings.threads(), "holdfast-door");
  }

  /** Sets everything but the address and the services. Calls run on the workers and never block. */
  public static NettyServerBuilder apply(
      NettyServerBuilder builder, DoorSettings settings, EventLoopGroup workers) {
    ConnectionLimit limit = new ConnectionLimit(settings.maxConnections());
    Class<? extends ServerChannel> type = TransportType.serverChannelType(workers);
    return builder
        .bossEventLoopGroup(workers)
        .workerEventLoopGroup(workers)
        .channelFactory(() -> listener(type, limit))
        .withOption(ChannelOption.SO_BACKLOG, 1_024)
        .directExecutor()
        .maxInboundMessageSize(settings.maxMessageBytes())
        .maxInboundMetadataSize(16 << 10)
        .maxConcurrentCallsPerConnection(settings.maxCallsPerConnection())
        .handshakeTimeout(10, TimeUnit.SECONDS)
        // A peer that vanished without a word is noticed; a client may ask every 10 s itself.
        .keepAliveTime(60, TimeUnit.SECONDS)
        .keepAliveTimeout(20, TimeUnit.SECONDS)
        .permitKeepAliveTime(10, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  private static ServerChannel listener(
      Class<? extends ServerChannel> type, ConnectionLimit limit) {
    try {
      Constructor<? extends ServerChannel> constructor = type.getDeclaredConstructor();
      ServerChannel channel = constructor.newInstance();
      channel.pipeline().addLast(limit);
      return channel;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a listening channel of " + type, e);
    }
  }
}
