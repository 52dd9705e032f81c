package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.server.access.AccessPolicy;
import io.heed.server.error.ServerException;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/1.1 as it goes over the wire. */
class HttpListenerTest {
  private static final String END = "\r\nHost: x\r\n\r\n";
  private static final HttpSettings SMALL =
      HttpSettings.DEFAULT.withMaxBodyBytes(1000).withMaxRequestsInFlight(4);

  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private final FakeRoutes routes = new FakeRoutes();

  @AfterEach
  void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
  }

  @Test
  void pipelinedRequests_answersThatComeInAnotherOrder_areSentInTheirs() throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send(
          "GET /wait/a HTTP/1.1"
              + END
              + "GET /name/b HTTP/1.1"
              + END
              + "GET /wait/c HTTP/1.1"
              + END);
      FakeRoutes.Waiting first = routes.next();
      routes.next().answerWith("third");
      first.answerWith("first");
      assertEquals("first", client.read().text());
      assertEquals("b", client.read().text());
      assertEquals("third", client.read().text());
    }
  }

  @Test
  void pipelinedRequests_moreThanTheLimit_areReadWhenOthersAreAnswered() throws Exception {
    try (RawClient client = client(SMALL)) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 7; i++) {
        all.append("GET /wait/").append(i).append(" HTTP/1.1").append(END);
      }
      client.send(all.toString());
      FakeRoutes.Waiting first = routes.next();
      for (int i = 1; i < 4; i++) {
        routes.next().answerWith("x");
      }
      assertTrue(routes.isEmpty(), "a fifth was read");
      first.answerWith("x");
      for (int i = 4; i < 7; i++) {
        routes.next().answerWith("x");
      }
      for (int i = 0; i < 7; i++) {
        assertEquals(200, client.read().status());
      }
      assertEquals("next", client.send("GET /name/next HTTP/1.1" + END).read().text());
    }
  }

  @Test
  void body_inChunks_isPutTogether() throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n");
      client.send("2;note=1\r\nef\r\n");
      client.send("0\r\nTrailer: x\r\n\r\n");
      RawClient.Response response = client.read();
      assertEquals("abcdef", response.text());
      assertEquals("text/plain", response.header("content-type"));
      assertTrue(response.header("date").endsWith(" GMT"));
    }
  }

  @Test
  void expectation_bodyThatIsWanted_isAskedForAndThenAnswered() throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, client.read(false).status());
      assertEquals("ab", client.send("ab").read().text());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/echo,100-continue,5000,413",
    "/none,100-continue,2,404",
    "/name/x,100-continue,2,405",
    "/echo,200-maybe,2,417"
  })
  void expectation_requestThatIsRefused_isAnsweredWithoutTheBody(
      String path, String expect, int length, int status) throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + length
              + "\r\nExpect: "
              + expect
              + "\r\n\r\n");
      assertEquals(status, client.read().status());
    }
  }

  @Test
  void head_ofWhatIsRead_hasTheLengthAndNoBody() throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send("HEAD /name/four HTTP/1.1" + END + "GET /name/next HTTP/1.1" + END);
      assertEquals("4", client.read(false).header("content-length"));
      assertEquals("next", client.read().text());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/name/a%20b%2Fc?x=1,200,a b/c",
    "GET,/name/%C3%B6/,200,\u00f6",
    "GET,http://host:1/name/y,200,y",
    "GET,/name/%C3,400,",
    "GET,/name/%zz,400,",
    "GET,/name/x%4,400,",
    "GET,/none,404,",
    "GET,/name,404,",
    "GET,/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s,404,",
    "OPTIONS,*,404,",
    "GET,/fault,500,"
  })
  void path_anyTarget_isFoundDecodedOrRefused(String method, String target, int status, String text)
      throws Exception {
    try (RawClient client = client(SMALL)) {
      RawClient.Response response = client.send(method + " " + target + " HTTP/1.1" + END).read();
      assertEquals(status, response.status());
      if (text != null) {
        assertEquals(text, response.text());
      } else {
        assertTrue(response.text().startsWith("{\"error\":\""), response.text());
        assertEquals("application/json", response.header("content-type"));
      }
      assertEquals("next", client.send("GET /name/next HTTP/1.1" + END).read().text());
    }
  }

  @Test
  void method_thatAPathDoesNotTake_is405WithThoseItTakes() throws Exception {
    try (RawClient client = client(SMALL)) {
      assertEquals("GET, HEAD", client.send("PUT /name/x HTTP/1.1" + END).read().header("allow"));
      assertEquals("POST", client.send("GET /echo HTTP/1.1" + END).read().header("allow"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /name/LONG HTTP/1.1|Host: x,414",
    "GET /name/x HTTP/1.1|Long: LONG,431",
    "POST /echo HTTP/1.1|Content-Length: 1001,413",
    "POST /echo HTTP/1.1|Content-Length: 99999999999999999999,400",
    "POST /echo HTTP/1.1|Content-Length: -1,400",
    "POST /echo HTTP/1.1|Transfer-Encoding: chunked||zz,400",
    "nonsense|,400",
    "GET /name/x HTTP/1.1|No colon,400"
  })
  void request_thatCannotBeTaken_isAnsweredAndTheConnectionEnds(String request, int status)
      throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send(request.replace("LONG", "a".repeat(20_000)).replace("|", "\r\n") + "\r\n\r\n");
      RawClient.Response response = client.read();
      assertEquals(status, response.status(), response.text());
      assertEquals("close", response.header("connection"));
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void body_ofChunksThatGetsTooLong_is413AndTheConnectionEnds() throws Exception {
    try (RawClient client = client(SMALL)) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "190\r\n" + "x".repeat(400) + "\r\n";
      client.send(chunk).send(chunk).send(chunk);
      assertEquals(413, client.read().status());
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void http10_withoutKeepAlive_endsAfterTheAnswer() throws Exception {
    try (RawClient client = client(SMALL)) {
      assertEquals("x", client.send("GET /name/x HTTP/1.0\r\n\r\n").read().text());
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void client_thatGoes_cancelsItsRequests() throws Exception {
    RawClient client = client(SMALL);
    client.send("GET /wait/a HTTP/1.1" + END + "GET /wait/b HTTP/1.1" + END);
    CountDownLatch cancelled = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      CompletableFuture<?> unused =
          routes.next().answer().whenComplete((answer, failure) -> cancelled.countDown());
    }
    client.close();
    assertTrue(cancelled.await(20, TimeUnit.SECONDS));
  }

  @Test
  void client_thatIsSlowWithItsBody_is408AndTheConnectionEnds() throws Exception {
    try (RawClient client =
        client(SMALL.withTimeouts(Duration.ofMillis(100), Duration.ofSeconds(60)))) {
      client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
      assertEquals(408, client.read().status());
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void client_thatIsSlowWithItsHead_isClosed() throws Exception {
    try (RawClient client =
        client(SMALL.withTimeouts(Duration.ofMillis(100), Duration.ofSeconds(60)))) {
      assertTrue(client.send("GET /name/x HT").isAtEnd());
    }
  }

  @Test
  void client_thatSaysNothing_isClosedUnlessItWaitsForAnAnswer() throws Exception {
    HttpSettings settings = SMALL.withTimeouts(Duration.ofSeconds(60), Duration.ofMillis(700));
    try (RawClient waiting = client(settings)) {
      waiting.send("GET /wait/x HTTP/1.1" + END);
      FakeRoutes.Waiting request = routes.next();
      try (RawClient idle = client(settings)) {
        assertTrue(idle.isAtEnd()); // so long it took
      }
      request.answerWith("late");
      assertEquals("late", waiting.read().text());
      assertTrue(waiting.isAtEnd());
    }
  }

  @Test
  void stop_idleConnection_isClosedAndOthersAfterTheirAnswers() throws Exception {
    HttpListener listener = listener(SMALL, AccessPolicy.OPEN);
    try (RawClient idle = new RawClient(listener.port());
        RawClient kept = new RawClient(listener.port());
        RawClient busy = new RawClient(listener.port())) {
      assertEquals("x", kept.send("GET /name/x HTTP/1.1" + END).read().text());
      busy.send("GET /wait/a HTTP/1.1" + END + "GET /wait/b HTTP/1.1" + END);
      FakeRoutes.Waiting first = routes.next();
      FakeRoutes.Waiting second = routes.next();
      listener.stop();
      assertTrue(kept.isAtEnd());
      assertTrue(idle.isAtEnd());
      assertFalse(listener.awaitDrained(1));
      second.answerWith("b");
      first.answerWith("a");
      assertEquals("", busy.read().header("connection"));
      assertEquals("close", busy.read().header("connection"));
      assertTrue(busy.isAtEnd());
      assertTrue(listener.awaitDrained(Duration.ofSeconds(20).toNanos()));
      assertThrows(IOException.class, () -> new RawClient(listener.port()).close());
    }
  }

  @Test
  void stop_answerThatIsNotFlushedYet_isSentBeforeTheEnd() throws Exception {
    HttpListener listener = listener(SMALL, AccessPolicy.OPEN);
    try (RawClient client = new RawClient(listener.port())) {
      client.send("GET /wait/a HTTP/1.1" + END);
      FakeRoutes.Waiting waiting = routes.next();
      frontEnd
          .loops()
          .serving()
          .next()
          .execute(
              () -> { // in one turn: the end comes after the answer and before its flush
                listener.stop();
                waiting.answerWith("a");
              });
      assertEquals("a", client.read().text());
      assertTrue(client.isAtEnd());
    }
  }

  @Test
  void abort_requestAtWork_isBrokenOffAndCancelled() throws Exception {
    HttpListener listener = listener(SMALL, AccessPolicy.OPEN);
    try (RawClient client = new RawClient(listener.port())) {
      client.send("GET /wait/a HTTP/1.1" + END);
      FakeRoutes.Waiting waiting = routes.next();
      listener.stop();
      listener.abort();
      assertTrue(client.isAtEnd());
      assertTrue(listener.awaitDrained(Duration.ofSeconds(20).toNanos()));
      assertThrows(Exception.class, () -> waiting.answer().get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void open_portThatIsTaken_isRefused() {
    HttpListener listener = listener(SMALL, AccessPolicy.OPEN);
    ServerException failure =
        assertThrows(
            ServerException.class,
            () ->
                HttpListener.open(
                    frontEnd.loops(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()),
                    routes.routes(),
                    SMALL,
                    null));
    assertTrue(failure.getMessage().startsWith("HTTP port " + listener.port()));
  }

  @ParameterizedTest
  @CsvSource({
    "/echo,,401",
    "/echo,Bearer wrong,401",
    "/echo,Bearer infer,200",
    "/admin,Bearer infer,403",
    "/admin,Bearer admin,200",
    "/echo,bearer admin,200"
  })
  void token_ofAClient_isAskedFor(String path, String authorization, int status) throws Exception {
    HttpListener listener = listener(SMALL, AccessPolicy.of(List.of("infer"), List.of("admin")));
    try (RawClient client = new RawClient(listener.port())) {
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\nContent-Length: 2\r\n"
              + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
              + "\r\nok");
      RawClient.Response response = client.read();
      assertEquals(status, response.status());
      assertEquals(status == 401 ? "Bearer" : "", response.header("www-authenticate"));
      assertEquals("y", client.send("GET /name/y HTTP/1.1" + END).read().text());
    }
  }

  private RawClient client(HttpSettings settings) throws IOException {
    return new RawClient(listener(settings, AccessPolicy.OPEN).port());
  }

  private HttpListener listener(HttpSettings settings, AccessPolicy access) {
    HttpListener listener =
        HttpListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            routes.routes(access),
            settings,
            null);
    frontEnd.add(listener);
    return listener;
  }
}
