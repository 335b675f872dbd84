package dev.holdfast.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes accepted connections past a limit before anything is read from them. grpc-netty has no
 * such setting, so it sits in the pipeline of the listening channel. Safe for any thread.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int max) {
    this.max = max;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Channel connection) {
      if (open.incrementAndGet() > max) {
        open.decrementAndGet();
        connection.unsafe().closeForcibly();
        return;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
    }
    ctx.fireChannelRead(message);
  }
}
