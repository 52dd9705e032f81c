package io.heed.server.fuzz;

import static io.heed.server.fuzz.Mutator.bytes;
import static io.heed.server.fuzz.Mutator.concat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** HTTP/1.1: whole requests are changed, or bodies alone. */
record HttpTarget(String port) implements FuzzTarget {
  private static final String PREDICT = "{\"inputs\": \"Oil prices soar\"}";
  private static final String INFER = "/v2/models/ag-news/infer";
  private static final String TEXTS =
      "{\"id\":\"7\",\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[2],"
          + "\"data\":[\"Oil\",\"a \\u00fc cup\"]}],\"parameters\":{\"top_k\":2,\"timeout\":100000}}";
  private static final String IDS =
      "{\"inputs\":[{\"name\":\"input_ids\",\"datatype\":\"INT64\",\"shape\":[1,3],\"data\":[[1,2,3]]},"
          + "{\"name\":\"attention_mask\",\"datatype\":\"INT64\",\"shape\":[1,3],\"data\":[1,1,1]}],"
          + "\"outputs\":[{\"name\":\"logits\",\"parameters\":{\"binary_data\":true}}]}";
  private static final String BINARY =
      "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],"
          + "\"parameters\":{\"binary_data_size\":7}}]}";
  private static final List<byte[]> BODIES = List.of(bytes(PREDICT), bytes(TEXTS), bytes(IDS));
  private static final List<byte[]> REQUESTS =
      List.of(
          post("/predict", "", bytes(PREDICT)),
          post(
              "/models/ag-news",
              "",
              bytes("{\"inputs\":[\"a\",\"b\"],\"parameters\":{\"top_k\":3}}")),
          post(INFER, "", bytes(TEXTS)),
          post(INFER, "", bytes(IDS)),
          post(
              INFER,
              "Inference-Header-Content-Length: " + BINARY.length() + "\r\n",
              concat(bytes(BINARY), new byte[] {3, 0, 0, 0, 'o', 'i', 'l'})),
          post(INFER, "Content-Encoding: gzip\r\n", gzip(bytes(TEXTS))),
          post(INFER, "Accept-Encoding: gzip\r\nExpect: 100-continue\r\n", bytes(TEXTS)),
          chunked("{\"inputs\": \"Oil ", "prices\"} "),
          post("/v2/repository/index", "", bytes("{\"ready\":true}")),
          get("/v2"),
          get("/v2/health/ready"),
          get("/v2/models/ag-news/versions/1"),
          get("/v2/models/stats"),
          get("/v2/models/ag-news/config"),
          get("/metrics"));

  @Override
  public byte[] malformed(Mutator mutator) {
    byte[] first = mutator.mutate(REQUESTS);
    return switch (first.length % 3) {
      case 0 -> post(INFER, "", mutator.mutate(BODIES));
      case 1 -> post("/predict", "", mutator.mutate(BODIES));
      default -> first;
    };
  }

  @Override
  public byte[] good() {
    return port.equals("metrics")
        ? bytes("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        : bytes(
            "POST /predict HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                + PREDICT.length()
                + "\r\n\r\n"
                + PREDICT);
  }

  @Override
  public void check(byte[] answer) {
    HttpAnswers.check(answer);
  }

  @Override
  public boolean isGood(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    return text.startsWith("HTTP/1.1 200")
        && text.contains(port.equals("metrics") ? "heed_ready 1.0" : "Business");
  }

  private static byte[] chunked(String... chunks) {
    StringBuilder request = new StringBuilder("POST /predict HTTP/1.1\r\nHost: a\r\n");
    request.append("Transfer-Encoding: chunked\r\n\r\n");
    for (String chunk : chunks) {
      request
          .append(Integer.toHexString(chunk.length()))
          .append("\r\n")
          .append(chunk)
          .append("\r\n");
    }
    return bytes(request.append("0\r\n\r\n").toString());
  }

  private static byte[] get(String path) {
    return bytes("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private static byte[] post(String path, String headers, byte[] body) {
    return concat(
        bytes(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n"),
        body);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
