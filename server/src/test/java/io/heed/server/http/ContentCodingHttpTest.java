package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed bodies both ways. */
class ContentCodingHttpTest {
  private static final int MOST = 1 << 20;

  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private final int port = open(HttpSettings.DEFAULT.withMaxBodyBytes(MOST));

  private int open(HttpSettings settings) {
    HttpListener listener =
        HttpListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new FakeRoutes().routes(),
            settings,
            null);
    frontEnd.add(listener);
    return listener.port();
  }

  @AfterEach
  void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @CsvSource({"gzip,gzip", "gzip,GZIP", "gzip,x-gzip", "zlib,deflate", "bare,deflate"})
  void body_packed_isUnpacked(String form, String coding) throws Exception {
    byte[] text = "soar ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    RawClient.Response response = echo(port, packed(form, text), "Content-Encoding: " + coding);
    assertArrayEquals(text, response.body());
  }

  @ParameterizedTest
  @CsvSource({"gzip,gzip", "zlib,deflate"})
  void body_thatIsBroken_is400(String form, String coding) throws Exception {
    byte[] good = packed(form, "soar".repeat(100).getBytes(StandardCharsets.US_ASCII));
    String header = "Content-Encoding: " + coding;
    assertEquals(400, echo(port, Arrays.copyOf(good, good.length - 9), header).status());
    good[good.length / 2] ^= 0x55;
    assertEquals(400, echo(port, good, header).status());
    assertEquals(400, echo(port, new byte[] {1, 2, 3}, header).status());
  }

  @ParameterizedTest
  @CsvSource({"gzip,gzip", "zlib,deflate", "bare,deflate"})
  void body_thatUnpacksToTooMuch_is413(String form, String coding) throws Exception {
    byte[] bomb = packed(form, new byte[MOST + 1]);
    assertEquals(413, echo(port, bomb, "Content-Encoding: " + coding).status());
    assertEquals(
        200, echo(port, packed(form, new byte[MOST]), "Content-Encoding: " + coding).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, gzip", "zstd"})
  void body_ofAnotherCoding_is415WithThoseThatAreKnown(String coding) throws Exception {
    RawClient.Response response = echo(port, new byte[3], "Content-Encoding: " + coding);
    assertEquals(415, response.status());
    assertEquals("gzip, deflate", response.header("accept-encoding"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate|gzip",
        "deflate|deflate",
        "br;q=1.0, gzip;q=0.8, *;q=0.1|gzip",
        "gzip;q=0, deflate|deflate",
        "gzip;q=0|''",
        "identity|''",
        "*|gzip"
      })
  void answer_forAClientThatAcceptsIt_isPacked(String accepted, String coding) throws Exception {
    byte[] text = "soar ".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
    RawClient.Response response = echo(port, text, "Accept-Encoding: " + accepted);
    assertEquals(coding, response.header("content-encoding"));
    byte[] body =
        switch (coding) {
          case "gzip" ->
              new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
          case "deflate" ->
              new InflaterInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
          default -> response.body();
        };
    assertArrayEquals(text, body);
  }

  @Test
  void answer_thatIsSmallOrNotToBePacked_isAsItIs() throws Exception {
    String header = "Accept-Encoding: gzip";
    assertEquals("", echo(port, new byte[100], header).header("content-encoding"));
    int other = open(HttpSettings.DEFAULT.withCompressedAnswers(false));
    assertEquals("", echo(other, new byte[5000], header).header("content-encoding"));
  }

  private static RawClient.Response echo(int port, byte[] body, String header) throws IOException {
    try (RawClient client = new RawClient(port)) {
      client.send(
          "POST /echo HTTP/1.1\r\nContent-Length: " + body.length + "\r\n" + header + "\r\n\r\n");
      return client.send(body).read();
    }
  }

  private static byte[] packed(String form, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, form.equals("bare"));
    try (OutputStream out =
        form.equals("gzip")
            ? new GZIPOutputStream(bytes)
            : new DeflaterOutputStream(bytes, deflater)) {
      out.write(plain);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }
}
