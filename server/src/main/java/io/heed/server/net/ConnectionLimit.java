package io.heed.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the connections of all ports as they are accepted, and closes those that are too many
 * before anything is read from them. Thread-safe.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOGGER = System.getLogger(ConnectionLimit.class.getName());

  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refused = new LongAdder();

  ConnectionLimit(int most) {
    this.most = most;
  }

  int open() {
    return open.get();
  }

  long refused() {
    return refused.sum();
  }

  /** Of a server's socket: the message is a connection that no event loop has yet. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof Channel connection) {
      if (open.incrementAndGet() > most) {
        open.decrementAndGet();
        refused.increment();
        connection.unsafe().closeForcibly();
        return;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
      configure(connection);
    }
    context.fireChannelRead(message);
  }

  private static void configure(Channel connection) {
    try {
      connection.config().setOption(ChannelOption.TCP_NODELAY, true);
      connection.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    } catch (ChannelException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "a connection has ended already", e);
    }
  }
}
