package dev.holdfast.client.internal;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The nodes that a connection may use, one of which is current. Thread-safe.
 *
 * <p>Each node has a channel of its own, and the SDK chooses among them: a balancing channel would
 * spread one stream's retries over nodes that it picks anew each time. The first choice is random,
 * so that clients with the same list spread.
 */
final class Targets {

  /** Room for a frame of answers of a node that packs more than this SDK does. */
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  private final List<ManagedChannel> channels;
  private final AtomicInteger current;

  Targets(List<String> addresses, EventLoopGroup group, EventLoop loop) {
    channels = addresses.stream().map(address -> channel(address, group, loop)).toList();
    current = new AtomicInteger(ThreadLocalRandom.current().nextInt(channels.size()));
  }

  /** The index of the current node. */
  int current() {
    return current.get();
  }

  ManagedChannel channel(int index) {
    return channels.get(index);
  }

  /**
   * That node did not serve: the next one is current, and the failed one may be dialled again at
   * once, because the pause between retries is the SDK's.
   */
  void failed(int index) {
    current.compareAndSet(index, (index + 1) % channels.size());
    channels.get(index).resetConnectBackoff();
  }

  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private static ManagedChannel channel(String address, EventLoopGroup group, EventLoop loop) {
    return NettyChannelBuilder.forTarget("dns:///" + address)
        .usePlaintext()
        .channelType(NioSocketChannel.class)
        .eventLoopGroup(group)
        .executor(loop)
        .disableRetry()
        .maxInboundMessageSize(MAX_ANSWER_BYTES)
        .build();
  }
}
