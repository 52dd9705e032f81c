package io.heed.server.http;

import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.RouteTable;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request and its answer. Confined to the event loop. */
final class Exchange {
  private static final String REQUEST_ID = "x-request-id";
  private static final String TRACE = "traceparent";

  private final HttpRequest head;
  private @Nullable CompletableFuture<HttpAnswer> work;
  private @Nullable HttpAnswer answer;
  private RouteTable.@Nullable Found found;
  private boolean wantsContinue;
  private boolean closes;
  private boolean arrived;
  private boolean abandoned;

  Exchange(HttpRequest head) {
    this.head = head;
    this.closes = !HttpUtil.isKeepAlive(head);
  }

  HttpRequest head() {
    return head;
  }

  void setFound(RouteTable.Found route) {
    found = route;
  }

  RouteTable.@Nullable Found found() {
    return found;
  }

  void setWork(CompletableFuture<HttpAnswer> value) {
    work = value;
  }

  /** The client waits for a word before it sends the body. */
  void setWantsContinue() {
    wantsContinue = true;
  }

  /** Whether that word is to be sent now; true once. */
  boolean takeContinue() {
    boolean wanted = wantsContinue;
    wantsContinue = false;
    return wanted;
  }

  /** All of the request is there. */
  void setArrived() {
    arrived = true;
  }

  boolean hasArrived() {
    return arrived;
  }

  /** The connection ends with this answer. */
  void setCloses() {
    closes = true;
  }

  boolean closes() {
    return closes;
  }

  /** Takes an answer over; of several the first counts. */
  void setAnswer(HttpAnswer value) {
    if (abandoned || answer != null) {
      value.body().release();
    } else {
      answer = value;
      wantsContinue = false;
    }
  }

  @Nullable HttpAnswer answer() {
    return answer;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Nobody waits for the answer any more. */
  void abandon() {
    abandoned = true;
    if (work != null) {
      work.cancel(false);
    }
    HttpAnswer unsent = answer;
    if (unsent != null) {
      unsent.body().release();
    }
  }

  /**
   * The answer as it is sent, with its body.
   *
   * @param last whether the connection ends with it
   */
  FullHttpResponse response(HttpAnswer sent, boolean last) {
    int length = sent.body().readableBytes();
    boolean withoutBody = head.method().equals(HttpMethod.HEAD);
    if (withoutBody) {
      sent.body().release();
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(sent.status()),
            withoutBody ? Unpooled.EMPTY_BUFFER : sent.body());
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.DATE, DateField.SYSTEM.now());
    if (sent.contentType() != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, sent.contentType());
    }
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, length);
    sent.headers().forEach(headers::set);
    echo(headers, REQUEST_ID);
    echo(headers, TRACE);
    if (last) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!head.protocolVersion().isKeepAliveDefault()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  private void echo(HttpHeaders headers, String name) {
    String value = head.headers().get(name);
    if (value != null) {
      headers.set(name, value);
    }
  }
}
