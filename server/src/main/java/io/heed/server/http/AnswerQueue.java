package io.heed.server.http;

import io.heed.server.http.route.HttpAnswer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection, or the one of a stream, that are not answered yet; sends their
 * answers in their order, and ends the connection where one of them is the last. Confined to the
 * event loop.
 */
final class AnswerQueue {
  private static final long LINGER_MILLIS = 2000;

  private final ChannelHandlerContext ctx;
  private final boolean isStream;
  private final StallWatch stall;
  private final Queue<Exchange> open = new ArrayDeque<>();
  private boolean draining;
  private boolean ended;
  private boolean flushing;
  private @Nullable ChannelFuture lastWritten;

  AnswerQueue(ChannelHandlerContext ctx, boolean isStream, Duration stallTime) {
    this.ctx = ctx;
    this.isStream = isStream;
    this.stall = new StallWatch(stallTime);
  }

  /** A request has begun. */
  void add(Exchange exchange) {
    open.add(exchange);
  }

  int size() {
    return open.size();
  }

  /** Whether requests that begin now are answered. */
  boolean isOpen() {
    return !ended && !draining;
  }

  /** Whether the last answer was sent. */
  boolean isEnded() {
    return ended;
  }

  /** The answer to the last request is to be the connection's last, and is sent before the end. */
  void drain() {
    draining = true;
    if (open.isEmpty() && !ended) {
      if (lastWritten == null) {
        close();
      } else {
        lastWritten.addListener(done -> close()); // it may not be flushed yet
      }
    }
  }

  /** Sends all answers up to the first that is not there. */
  void send() {
    for (Exchange first = open.peek(); first != null && !ended; first = open.peek()) {
      HttpAnswer answer = first.answer();
      if (answer == null) {
        if (first.takeContinue()) {
          ChannelFuture unused =
              ctx.write(
                  new DefaultFullHttpResponse(
                      HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
          flush();
        }
        break;
      }
      open.remove();
      send(first, answer);
      flush();
    }
  }

  private void send(Exchange exchange, HttpAnswer answer) {
    boolean complete = exchange.hasArrived();
    boolean last = isStream ? !complete : exchange.closes() || (draining && open.isEmpty());
    ChannelFuture written = ctx.write(exchange.response(answer, last));
    lastWritten = written;
    stall.watch(ctx, written);
    if (last) {
      ended = true;
      abandonAll();
      written.addListener(
          done -> {
            if (complete || isStream) {
              close();
            } else {
              linger();
            }
          });
    }
  }

  /** A close while the client still sends would take the answer from it. */
  private void linger() {
    if (ctx.channel() instanceof DuplexChannel duplex
        && ctx.pipeline().get(SslHandler.class) == null) {
      ChannelFuture unused = duplex.shutdownOutput();
    }
    Future<?> unused = ctx.executor().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Once for all answers that are there by then. */
  private void flush() {
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

  /** Ends the connection or stream at once. */
  void close() {
    ChannelFuture unused = ctx.close();
  }

  /** The client is gone. */
  void stop() {
    ended = true;
    stall.stop();
    abandonAll();
  }

  private void abandonAll() {
    open.forEach(Exchange::abandon);
    open.clear();
  }
}
