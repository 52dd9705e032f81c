package io.heed.server.http;

import io.heed.server.http.route.FailureAnswers;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.http.route.HttpFailure;
import io.heed.server.http.route.RouteTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Receives the requests of a connection of HTTP/1.1, or the one of a stream of HTTP/2, and sends
 * their answers in the same order. Several may be at work; above the limit no more are read. If the
 * client goes, its requests are cancelled. Confined to the event loop.
 */
final class HttpExchanges extends ChannelInboundHandlerAdapter {
  private static final long LINGER_MILLIS = 2000;

  private final HttpRoutes.Bound routes;
  private final HttpSettings settings;
  private final RequestTimer timer;
  private final StallWatch stall;
  private final boolean isStream;
  private final Queue<Exchange> open = new ArrayDeque<>();
  private @Nullable Exchange arriving;
  private @Nullable BodyCollector body; // of what arrives; without it the body is thrown away
  private long thrownAway;
  private boolean draining; // the last answer is the connection's last
  private boolean ended; // nothing is answered any more
  private boolean flushing;

  HttpExchanges(
      HttpRoutes.Bound routes, HttpSettings settings, RequestTimer timer, boolean isStream) {
    this.routes = routes;
    this.settings = settings;
    this.timer = timer;
    this.stall = new StallWatch(settings.idleTimeout());
    this.isStream = isStream;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest head) {
        begin(ctx, head);
      }
      Exchange exchange = arriving;
      if (message instanceof HttpContent content && exchange != null) {
        receive(ctx, exchange, content);
      }
      if (message instanceof LastHttpContent) {
        timer.arrived();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    if (ended || draining) {
      return;
    }
    Exchange exchange = new Exchange(head);
    open.add(exchange);
    arriving = exchange;
    thrownAway = 0;
    if (head.decoderResult().isFailure()) {
      refuse(ctx, exchange, HeadCheck.unreadable(head.decoderResult().cause()), true);
      return;
    }
    boolean waits = false;
    try {
      waits = HeadCheck.expectsContinue(head);
      exchange.setFound(routes.find(head));
      long announced = HeadCheck.announced(head, settings.maxBodyBytes());
      body = new BodyCollector(ctx.alloc(), settings.maxBodyBytes(), announced);
      if (waits) {
        exchange.setWantsContinue();
        send(ctx);
      }
    } catch (RuntimeException e) {
      // whether the body comes that the client waits with, nobody knows
      refuse(ctx, exchange, e, waits || (e instanceof HttpFailure known && known.code() == 413));
    }
    adjustReading(ctx);
  }

  private void receive(ChannelHandlerContext ctx, Exchange exchange, HttpContent content) {
    BodyCollector collector = body;
    if (content.decoderResult().isFailure()) {
      arriving = null;
      refuse(ctx, exchange, HeadCheck.unreadable(content.decoderResult().cause()), true);
      return;
    }
    if (collector == null) {
      thrownAway += content.content().readableBytes();
      if (thrownAway > settings.maxBodyBytes()) {
        close(ctx);
      }
    } else if (!collector.add(content.content())) {
      refuse(ctx, exchange, HeadCheck.tooLarge(settings.maxBodyBytes()), true);
    }
    if (content instanceof LastHttpContent) {
      arriving = null;
      RouteTable.Found found = exchange.found();
      if (collector != null && collector == body && found != null) {
        body = null;
        start(ctx, exchange, found, collector.take());
      }
    }
  }

  private void start(
      ChannelHandlerContext ctx, Exchange exchange, RouteTable.Found found, ByteBuf whole) {
    HttpCall call =
        new HttpCall(
            found.variables(), exchange.head().headers(), whole, ctx.alloc(), ctx.executor());
    CompletableFuture<HttpAnswer> work;
    try {
      work = found.route().endpoint().answer(call);
    } catch (RuntimeException e) {
      work = CompletableFuture.failedFuture(e);
    } finally {
      whole.release();
    }
    exchange.setWork(work);
    CompletableFuture<HttpAnswer> unused =
        work.whenComplete(
            (answer, failure) -> {
              if (ctx.executor().inEventLoop()) {
                finish(ctx, exchange, answer, failure);
                return;
              }
              try {
                ctx.executor().execute(() -> finish(ctx, exchange, answer, failure));
              } catch (RejectedExecutionException e) {
                ReferenceCountUtil.release(answer == null ? null : answer.body());
              }
            });
  }

  private void finish(
      ChannelHandlerContext ctx,
      Exchange exchange,
      @Nullable HttpAnswer answer,
      @Nullable Throwable failure) {
    exchange.setAnswer(
        answer != null
            ? answer
            : FailureAnswers.of(
                ctx.alloc(), failure == null ? new IllegalStateException("no answer") : failure));
    send(ctx);
  }

  private void refuse(
      ChannelHandlerContext ctx, Exchange exchange, RuntimeException failure, boolean closes) {
    dropBody();
    if (closes) {
      exchange.setCloses();
    }
    exchange.setAnswer(FailureAnswers.of(ctx.alloc(), failure));
    send(ctx);
  }

  /** Sends all answers up to the first that is not there. */
  private void send(ChannelHandlerContext ctx) {
    for (Exchange first = open.peek(); first != null && !ended; first = open.peek()) {
      HttpAnswer answer = first.answer();
      if (answer == null) {
        if (first.takeContinue()) {
          ChannelFuture unused =
              ctx.write(
                  new DefaultFullHttpResponse(
                      HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
          flush(ctx);
        }
        break;
      }
      open.remove();
      send(ctx, first, answer);
      flush(ctx);
    }
    adjustReading(ctx);
  }

  private void send(ChannelHandlerContext ctx, Exchange exchange, HttpAnswer answer) {
    boolean incomplete = exchange == arriving;
    boolean last = isStream ? incomplete : exchange.closes() || (draining && open.isEmpty());
    ChannelFuture written = ctx.write(exchange.response(answer, last));
    stall.watch(ctx, written);
    if (!last) {
      return;
    }
    ended = true;
    abandonAll();
    written.addListener(
        done -> {
          if (incomplete && !isStream) {
            // a close while the client still sends would take the answer from it
            Future<?> unused =
                ctx.executor().schedule(() -> close(ctx), LINGER_MILLIS, TimeUnit.MILLISECONDS);
          } else {
            close(ctx);
          }
        });
  }

  /** Once for all answers that are there by then. */
  private void flush(ChannelHandlerContext ctx) {
    if (!flushing) {
      flushing = true;
      ctx.executor()
          .execute(
              () -> {
                flushing = false;
                ctx.flush();
              });
    }
  }

  private void adjustReading(ChannelHandlerContext ctx) {
    boolean more =
        ended || (open.size() < settings.maxRequestsInFlight() && ctx.channel().isWritable());
    if (!isStream && ctx.channel().config().isAutoRead() != more) {
      ctx.channel().config().setAutoRead(more);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    adjustReading(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == OpenConnections.DRAIN) {
      drain(ctx);
    } else if (event == RequestTimer.EXPIRED) {
      expired(ctx);
    } else if (event instanceof IdleStateEvent) {
      if (open.isEmpty()) {
        close(ctx);
      }
    } else {
      if (event instanceof HttpServerUpgradeHandler.UpgradeEvent) {
        ctx.pipeline().remove(FlowControlHandler.class);
        ctx.pipeline().remove(timer);
        ctx.pipeline().remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }

  private void drain(ChannelHandlerContext ctx) {
    draining = true;
    if (open.isEmpty() && !ended) {
      close(ctx);
    }
  }

  private void expired(ChannelHandlerContext ctx) {
    Exchange exchange = arriving;
    if (exchange == null) {
      drain(ctx); // a head that does not come
    } else if (exchange.answer() == null) {
      refuse(ctx, exchange, new HttpFailure(408, "request: it did not arrive in time"), true);
    } else {
      close(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private static void close(ChannelHandlerContext ctx) {
    ChannelFuture unused = ctx.close();
  }

  private void stop() {
    ended = true;
    stall.stop();
    abandonAll();
  }

  private void abandonAll() {
    dropBody();
    open.forEach(Exchange::abandon);
    open.clear();
  }

  private void dropBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (isStream) {
      close(ctx);
    } else {
      ctx.fireExceptionCaught(cause); // to the connection's end
    }
  }
}
