package io.heed.server.binary;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection after the last frame: the client has a second to close its side. Closing
 * at once, with bytes of the client unread, would make TCP throw away what was sent last.
 * Stateless.
 */
final class LingeringClose {
  private static final long MILLIS = 1000;

  private LingeringClose() {}

  /** Shows the client the end of the stream; what it still sends is to be thrown away. */
  static void begin(Channel channel) {
    channel.config().setAutoRead(true);
    if (channel instanceof DuplexChannel duplex
        && channel.pipeline().get(SslHandler.class) == null) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutdownOutput(duplex));
    }
    await(channel);
  }

  /** Waits for the client to close; its requests are still to be refused. */
  static void await(Channel channel) {
    Future<?> timer =
        channel.eventLoop().schedule(() -> close(channel), MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
  }

  private static void shutdownOutput(DuplexChannel channel) {
    ChannelFuture unused = channel.shutdownOutput();
  }

  private static void close(Channel channel) {
    ChannelFuture unused = channel.close();
  }
}
