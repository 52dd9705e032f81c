package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The port of metrics. */
class HttpRoutesTest {
  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));

  @AfterEach
  void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
  }

  @Test
  void metrics_withReadiness_tellsAllThree() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    try (RawClient client = client(HttpRoutes.metrics(HttpRoutesTest::text, ready::get))) {
      assertEquals("up 1\n", get(client, "/metrics").text());
      assertEquals(200, get(client, "/v2/health/live").status());
      assertEquals(400, get(client, "/v2/health/ready").status());
      ready.set(true);
      assertEquals(200, get(client, "/v2/health/ready").status());
      assertEquals(404, get(client, "/v2").status());
    }
  }

  private static byte[] text() {
    return "up 1\n".getBytes(StandardCharsets.UTF_8);
  }

  private static RawClient.Response get(RawClient client, String path) throws Exception {
    return client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").read();
  }

  private RawClient client(HttpRoutes routes) throws Exception {
    HttpListener listener =
        HttpListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            routes,
            HttpSettings.DEFAULT,
            null);
    frontEnd.add(listener);
    return new RawClient(listener.port());
  }
}
