package io.heed.server.http;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.route.FailureAnswers;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.http.route.HttpFailure;
import io.heed.server.http.route.RouteTable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Receives the requests of a connection of HTTP/1.1, or the one of a stream of HTTP/2, and has them
 * answered in the same order. Several may be at work; above the limit no more are read. If the
 * client goes, its requests are cancelled. Confined to the event loop.
 */
final class HttpExchanges extends ChannelInboundHandlerAdapter {
  private final HttpRoutes.Bound routes;
  private final HttpSettings settings;
  private final RequestTimer timer;
  private final @Nullable OpenConnections connections;
  private final boolean isStream;

  @SuppressWarnings("NullAway.Init") // set when the handler is added, before all else
  private AnswerQueue answers;

  private @Nullable Exchange arriving;
  private @Nullable BodyCollector body; // of what arrives; without it the body is thrown away
  private long thrownAway;

  /**
   * A handler of a connection, or of a stream.
   *
   * @param connections of HTTP/2, whose streams are refused while it drains; null for HTTP/1.1
   */
  HttpExchanges(
      HttpRoutes.Bound routes,
      HttpSettings settings,
      RequestTimer timer,
      @Nullable OpenConnections connections) {
    this.routes = routes;
    this.settings = settings;
    this.timer = timer;
    this.connections = connections;
    this.isStream = connections != null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    answers = new AnswerQueue(ctx, isStream, settings.idleTimeout());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest head && answers.isOpen()) {
        begin(ctx, head);
      }
      Exchange exchange = arriving;
      if (message instanceof HttpContent content && exchange != null) {
        receive(ctx, exchange, content);
      }
      if (message instanceof LastHttpContent) {
        timer.arrived();
        adjustReading(ctx);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    Exchange exchange = new Exchange(head);
    answers.add(exchange);
    arriving = exchange;
    thrownAway = 0;
    if (head.decoderResult().isFailure()) {
      refuse(ctx, exchange, HeadCheck.unreadable(head.decoderResult().cause()), true);
      return;
    }
    if (connections != null && connections.isDraining()) {
      refuse(ctx, exchange, new ServerException(Status.UNAVAILABLE, "the server stops"), false);
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
        answers.send();
      }
    } catch (RuntimeException e) {
      // whether the body comes that the client waits with, nobody knows
      refuse(ctx, exchange, e, waits || (e instanceof HttpFailure known && known.code() == 413));
    }
  }

  private void receive(ChannelHandlerContext ctx, Exchange exchange, HttpContent content) {
    BodyCollector collector = body;
    if (content.decoderResult().isFailure()) {
      refuse(ctx, exchange, HeadCheck.unreadable(content.decoderResult().cause()), true);
    } else if (collector == null) {
      thrownAway += content.content().readableBytes();
      if (thrownAway > settings.maxBodyBytes()) {
        answers.close();
      }
    } else if (!collector.add(content.content())) {
      refuse(ctx, exchange, HeadCheck.tooLarge(settings.maxBodyBytes()), true);
    }
    if (content instanceof LastHttpContent) {
      arriving = null;
      exchange.setArrived();
      RouteTable.Found found = exchange.found();
      if (body != null && found != null) {
        ByteBuf whole = body.take();
        body = null;
        start(ctx, exchange, found, whole);
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
              } catch (RejectedExecutionException e) { // the loop has ended, and the connection
                if (answer != null) {
                  answer.body().release();
                }
              }
            });
  }

  private void finish(
      ChannelHandlerContext ctx,
      Exchange exchange,
      @Nullable HttpAnswer answer,
      @Nullable Throwable failure) {
    if (answer != null) {
      exchange.setAnswer(answer);
    } else if (failure != null && !exchange.isAbandoned()) {
      exchange.setAnswer(FailureAnswers.of(ctx.alloc(), failure));
    }
    answers.send();
    adjustReading(ctx);
  }

  private void refuse(
      ChannelHandlerContext ctx, Exchange exchange, RuntimeException failure, boolean closes) {
    dropBody();
    if (closes) {
      exchange.setCloses();
    }
    exchange.setAnswer(FailureAnswers.of(ctx.alloc(), failure));
    answers.send();
  }

  /** A request that has begun is read to its end in any case. */
  private void adjustReading(ChannelHandlerContext ctx) {
    boolean room = arriving != null || answers.size() < settings.maxRequestsInFlight();
    boolean more = answers.isEnded() || (room && ctx.channel().isWritable());
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
      answers.drain();
    } else if (event == RequestTimer.EXPIRED) {
      expired(ctx);
    } else if (event instanceof IdleStateEvent) {
      if (answers.size() == 0) {
        answers.close();
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

  private void expired(ChannelHandlerContext ctx) {
    Exchange exchange = arriving;
    if (exchange == null) {
      answers.drain(); // a head that does not come
    } else if (exchange.answer() == null) {
      refuse(ctx, exchange, new HttpFailure(408, "request: it did not arrive in time"), true);
    } else {
      answers.close();
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

  private void stop() {
    dropBody();
    answers.stop();
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
      answers.close();
    } else {
      ctx.fireExceptionCaught(cause); // to the connection's end
    }
  }
}
