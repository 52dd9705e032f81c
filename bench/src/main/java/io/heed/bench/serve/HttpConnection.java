package io.heed.bench.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A connection, with one request at a time. Confined to its event loop. */
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final byte[] NOTHING = {};

  private final HttpTarget target;
  private @Nullable ChannelHandlerContext context;
  private @Nullable CompletableFuture<byte[]> answer;
  private HttpResponseStatus status = HttpResponseStatus.OK;
  private byte[] body = NOTHING;

  HttpConnection(HttpTarget target) {
    this.target = target;
  }

  void send(ByteBuf request, CompletableFuture<byte[]> future) {
    ChannelHandlerContext connected = context;
    if (connected == null || !connected.channel().isActive()) {
      future.completeExceptionally(new IOException("the connection has ended"));
      return;
    }
    answer = future;
    body = NOTHING;
    ChannelFuture unused = connected.writeAndFlush(request, connected.voidPromise());
  }

  void close() {
    ChannelHandlerContext connected = context;
    if (connected != null) {
      ChannelFuture unused = connected.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext connected) {
    context = connected;
    target.opened(this);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext connected, HttpObject part) {
    if (part instanceof HttpResponse response) {
      status = response.status();
    }
    if (part instanceof HttpContent content) {
      byte[] bytes = ByteBufUtil.getBytes(content.content());
      int before = body.length;
      body = before == 0 ? bytes : Arrays.copyOf(body, before + bytes.length);
      if (before > 0) {
        System.arraycopy(bytes, 0, body, before, bytes.length);
      }
    }
    if (part instanceof LastHttpContent) {
      answered();
    }
  }

  private void answered() {
    CompletableFuture<byte[]> future = answer;
    byte[] bytes = body;
    answer = null;
    target.free(this);
    if (future == null) {
      return;
    }
    if (status.code() == HttpResponseStatus.OK.code()) {
      future.complete(bytes);
    } else if (status.code() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
      future.completeExceptionally(new RejectedExecutionException(status.toString()));
    } else {
      future.completeExceptionally(
          new IOException(status + ": " + new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext connected) {
    target.gone(this);
    fail(new IOException("the server has closed the connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext connected, Throwable cause) {
    fail(cause);
    ChannelFuture unused = connected.close();
  }

  private void fail(Throwable cause) {
    CompletableFuture<byte[]> future = answer;
    answer = null;
    if (future != null) {
      future.completeExceptionally(cause);
    }
  }
}
