package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLineCheckTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new RequestLineCheck());

  @ParameterizedTest
  @CsvSource({"GET, /a b", "GET, '/a\r\nb'", "G T, /a", "'', /a"})
  void channelRead_requestLineThatIsNone_resetsTheStreamAndDropsTheRest(
      String method, String path) {
    channel.writeInbound(head(method, path));
    assertNull(channel.readInbound());
    Http2ResetFrame reset = assertInstanceOf(Http2ResetFrame.class, channel.readOutbound());
    assertEquals(Http2Error.PROTOCOL_ERROR.code(), reset.errorCode());
    ByteBuf body = Unpooled.copiedBuffer("body", StandardCharsets.US_ASCII);
    channel.writeInbound(new DefaultHttp2DataFrame(body, true));
    assertNull(channel.readInbound());
    assertEquals(0, body.refCnt());
  }

  @ParameterizedTest
  @CsvSource({":method, GET", ":status, 200"})
  void channelRead_noPathOrAnAnswersHead_resetsTheStream(String name, String value) {
    Http2Headers headers = new DefaultHttp2Headers(false).add(name, value);
    channel.writeInbound(new DefaultHttp2HeadersFrame(headers, true));
    assertNull(channel.readInbound());
    Http2ResetFrame reset = assertInstanceOf(Http2ResetFrame.class, channel.readOutbound());
    assertEquals(Http2Error.PROTOCOL_ERROR.code(), reset.errorCode());
  }

  @Test
  void channelRead_requestAndTrailers_passOn() {
    Object head = head("POST", "/predict?a=b%20c");
    Object trailers =
        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("x-checksum", "1"), true);
    channel.writeInbound(head, trailers);
    assertSame(head, channel.readInbound());
    assertSame(trailers, channel.readInbound());
    assertNull(channel.readOutbound());
  }

  private static DefaultHttp2HeadersFrame head(String method, String path) {
    Http2Headers headers = new DefaultHttp2Headers(false).method(method).path(path);
    return new DefaultHttp2HeadersFrame(headers, false);
  }
}
