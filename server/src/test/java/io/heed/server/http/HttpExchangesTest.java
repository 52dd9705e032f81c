package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections without a network, whose every buffer is counted. */
class HttpExchangesTest {
  private static final String REQUESTS =
      "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nfirst"
          + "GET /name/second HTTP/1.1\r\n\r\n"
          + "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "2\r\nth\r\n1\r\ni\r\n2\r\nrd\r\n0\r\n\r\n"
          + "POST /none HTTP/1.1\r\nContent-Length: 9\r\n\r\nforgotten"
          + "POST /echo HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
          + "GET /name/last HTTP/1.1\r\nConnection: close\r\n\r\n";

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void requests_cutAnywhere_areAnsweredTheSameAndNothingIsLeft(long seed) {
    Random random = new Random(seed);
    byte[] bytes = REQUESTS.getBytes(StandardCharsets.US_ASCII);
    EmbeddedChannel channel = channel();
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(bytes.length - from, 1 + random.nextInt(40));
      channel.writeInbound(allocator.directBuffer().writeBytes(bytes, from, length));
      from += length;
    }
    channel.runPendingTasks();
    String answers = answers(channel);
    assertEquals(
        "first|second|third|{\"error\":\"path /none: there is nothing\"}||last",
        answers.replaceAll("(?s)HTTP/1\\.1 [^{]*?\r\n\r\n", "|").substring(1));
    assertTrue(!channel.isOpen());
    channel.finishAndReleaseAll();
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void connection_thatEndsAnywhere_leavesNothing(long seed) {
    byte[] bytes = REQUESTS.getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      EmbeddedChannel channel = channel();
      int end = random.nextInt(bytes.length);
      int cut = random.nextInt(end + 1);
      channel.writeInbound(allocator.directBuffer().writeBytes(bytes, 0, cut));
      if (channel.isOpen()) {
        channel.writeInbound(allocator.directBuffer().writeBytes(bytes, cut, end - cut));
      }
      channel.finishAndReleaseAll();
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void bytes_changedAnywhere_leaveNothingAndNoException(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = REQUESTS.getBytes(StandardCharsets.US_ASCII);
      for (int change = 0; change < 3; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      EmbeddedChannel channel = channel();
      channel.writeInbound(allocator.directBuffer().writeBytes(bytes));
      channel.checkException();
      channel.finishAndReleaseAll();
      assertNothingIsLeft();
    }
  }

  @Test
  void answer_thatComesAfterTheClientWent_isReleased() throws InterruptedException {
    FakeRoutes routes = new FakeRoutes();
    EmbeddedChannel channel = channel(routes);
    channel.writeInbound(
        allocator
            .directBuffer()
            .writeBytes("GET /wait/x HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    FakeRoutes.Waiting waiting = routes.next();
    assertTrue(channel.close().isDone());
    assertTrue(waiting.answer().isCancelled());
    channel.finishAndReleaseAll();
    assertNothingIsLeft();
  }

  private EmbeddedChannel channel() {
    return channel(new FakeRoutes());
  }

  private EmbeddedChannel channel(FakeRoutes routes) {
    RequestTimer timer = new RequestTimer(HttpSettings.DEFAULT.requestTimeout());
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    channel
        .pipeline()
        .addLast(
            timer,
            new HttpServerCodec(),
            new FlowControlHandler(),
            new HttpExchanges(
                routes.routes().bind(HttpSettings.DEFAULT), HttpSettings.DEFAULT, timer, null));
    return channel;
  }

  private void assertNothingIsLeft() {
    assertEquals(0, allocator.metric().usedDirectMemory());
    assertEquals(0, allocator.metric().usedHeapMemory());
  }

  private static String answers(EmbeddedChannel channel) {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.UTF_8));
      part.release();
    }
    return all.toString();
  }
}
