package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.net.TestCertificates;
import io.heed.server.net.TlsContexts;
import io.heed.server.net.TlsFiles;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over cleartext and TLS. {@code Upgrade: h2c} is what the JDK's client does elsewhere. */
class Http2Test {
  private static final HttpSettings SMALL = HttpSettings.DEFAULT.withMaxBodyBytes(1000);

  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private final FakeRoutes routes = new FakeRoutes();

  @AfterEach
  void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
  }

  @Test
  void streams_answersThatComeInAnotherOrder_areSentAsTheyCome() throws Exception {
    try (Http2Client client = new Http2Client(listener(SMALL, null).port())) {
      Http2Client.Stream first = client.send(get("/wait/a"));
      FakeRoutes.Waiting waiting = routes.next();
      assertEquals("b", answer(client.send(get("/name/b"))).body());
      assertEquals(404, answer(client.send(get("/none"))).status());
      assertEquals("ab", answer(client.send(post("/echo", "ab"))).body());
      assertFalse(first.answer().isDone());
      waiting.answerWith("first");
      assertEquals("first", answer(first).body());
    }
  }

  @Test
  void stream_thatIsReset_cancelsItsRequest() throws Exception {
    try (Http2Client client = new Http2Client(listener(SMALL, null).port())) {
      Http2Client.Stream stream = client.send(get("/wait/a"));
      FakeRoutes.Waiting waiting = routes.next();
      stream.channel().close().syncUninterruptibly();
      assertThrows(Exception.class, () -> waiting.answer().get(20, TimeUnit.SECONDS));
      assertTrue(waiting.answer().isCancelled());
      assertEquals("b", answer(client.send(get("/name/b"))).body());
    }
  }

  @Test
  void body_thatIsTooLong_is413AndTheOthersGoOn() throws Exception {
    try (Http2Client client = new Http2Client(listener(SMALL, null).port())) {
      assertEquals(413, answer(client.send(post("/echo", "x".repeat(1001)))).status());
      assertEquals("b", answer(client.send(get("/name/b"))).body());
    }
  }

  @Test
  void body_oneMebibyte_passesTheWindow() throws Exception {
    String text = "x".repeat(1 << 20);
    try (Http2Client client = new Http2Client(listener(HttpSettings.DEFAULT, null).port())) {
      assertEquals(text, answer(client.send(post("/echo", text))).body());
    }
  }

  @Test
  void stop_streamsAtWork_areAnsweredBeforeGoAwayAndNewOnesRefused() throws Exception {
    HttpListener listener = listener(SMALL, null);
    try (Http2Client client = new Http2Client(listener.port())) {
      List<Http2Client.Stream> streams = new ArrayList<>();
      List<FakeRoutes.Waiting> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        streams.add(client.send(get("/wait/" + i)));
        waiting.add(routes.next());
      }
      listener.stop();
      assertFalse(listener.awaitDrained(1));
      assertEquals(503, answer(client.send(get("/wait/late"))).status());
      assertFalse(client.goAway().isDone());
      waiting.forEach(each -> each.answerWith("done"));
      for (Http2Client.Stream stream : streams) {
        assertEquals("done", answer(stream).body());
      }
      client.goAway().get(20, TimeUnit.SECONDS);
      assertTrue(listener.awaitDrained(Duration.ofSeconds(20).toNanos()));
      assertTrue(client.connection().closeFuture().await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void abort_streamsAtWork_areBrokenOff() throws Exception {
    HttpListener listener = listener(SMALL, null);
    try (Http2Client client = new Http2Client(listener.port())) {
      Http2Client.Stream stream = client.send(get("/wait/a"));
      FakeRoutes.Waiting waiting = routes.next();
      listener.stop();
      listener.abort();
      assertThrows(Exception.class, () -> answer(stream));
      assertThrows(Exception.class, () -> waiting.answer().get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void idleConnection_isToldToGo() throws Exception {
    try (Http2Client first = new Http2Client(listener(SMALL, null).port())) {
      answer(first.send(get("/name/a"))); // so that the next one begins at once
    }
    HttpSettings settings = SMALL.withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(1));
    try (Http2Client client = new Http2Client(listener(settings, null).port())) {
      client.goAway().get(20, TimeUnit.SECONDS);
      assertTrue(client.connection().closeFuture().await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void tls_clientOfEitherVersion_isServedByAlpn(@TempDir Path folder) throws Exception {
    TestCertificates certificates = new TestCertificates(folder).issue("server", "EC");
    TlsContexts tls =
        TlsContexts.of(
            new TlsFiles(
                certificates.chain("server"), certificates.key("server"), Optional.empty()));
    int port = listener(SMALL, tls.context(List.of("h2", "http/1.1"))).port();
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(certificates.trusting("ca"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    for (HttpClient.Version version : HttpClient.Version.values()) {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(version)
              .sslContext(context)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/echo"))
                      .POST(HttpRequest.BodyPublishers.ofString("ab"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(version, response.version());
      assertEquals("ab", response.body());
    }
  }

  private HttpListener listener(HttpSettings settings, @Nullable SslContext tls) {
    HttpListener listener =
        HttpListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            routes.routes(),
            settings,
            tls);
    frontEnd.add(listener);
    return listener;
  }

  private static Http2Client.Answer answer(Http2Client.Stream stream) throws Exception {
    return stream.answer().get(20, TimeUnit.SECONDS);
  }

  private static FullHttpRequest get(String path) {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
  }

  private static FullHttpRequest post(String path, String body) {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        HttpMethod.POST,
        path,
        Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
  }
}
