package io.heed.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a request arrives within its time, before the handlers that read it. A request that
 * arrives at once costs no timer. Confined to the event loop.
 */
final class RequestTimer extends ChannelInboundHandlerAdapter {
  /** The time is over. */
  static final Object EXPIRED = new Object();

  private final long millis;
  private boolean arriving;
  private @Nullable Future<?> timer;

  RequestTimer(Duration time) {
    this.millis = time.toMillis();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    arriving = true;
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (arriving && timer == null) {
      arm(ctx);
    }
    ctx.fireChannelReadComplete();
  }

  /** The request has arrived. */
  void arrived() {
    arriving = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> expired(ctx), millis, TimeUnit.MILLISECONDS);
  }

  private void expired(ChannelHandlerContext ctx) {
    timer = null;
    if (ctx.channel().config().isAutoRead()) {
      ctx.fireUserEventTriggered(EXPIRED);
    } else {
      arm(ctx); // it is the server that does not read
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    arrived();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    arrived();
  }
}
