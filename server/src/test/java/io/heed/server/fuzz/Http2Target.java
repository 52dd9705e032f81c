package io.heed.server.fuzz;

import static io.heed.server.fuzz.Mutator.bytes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HTTP/2 in the clear by prior knowledge: frames are changed, or bodies alone. */
record Http2Target() implements FuzzTarget {
  private static final byte[] PREDICT = bytes("{\"inputs\": \"Oil prices soar\"}");
  private static final List<byte[]> REQUESTS =
      List.of(
          request("POST", "/predict", PREDICT),
          request("GET", "/v2/health/ready", new byte[0]),
          request("GET", "/v2/models/ag-news", new byte[0]));

  @Override
  public String name() {
    return "HTTP/2";
  }

  @Override
  public String port() {
    return "HTTP";
  }

  @Override
  public byte[] malformed(Mutator mutator) {
    byte[] first = mutator.mutate(REQUESTS);
    return first.length % 2 == 0
        ? first
        : request("POST", "/predict", mutator.mutate(List.of(PREDICT)));
  }

  @Override
  public byte[] good() {
    return request("POST", "/predict", PREDICT);
  }

  @Override
  public void check(byte[] answer) {
    if (answer.length > 4 && new String(answer, 0, 4, StandardCharsets.ISO_8859_1).equals("HTTP")) {
      HttpAnswers.check(answer); // the preface was not HTTP/2's any more
    } else {
      Http2Frames.check(answer);
    }
  }

  @Override
  public boolean isGood(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1).contains("Business");
  }

  private static byte[] request(String method, String path, byte[] body) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry(":method", method));
    headers.add(Map.entry(":scheme", "http"));
    headers.add(Map.entry(":path", path));
    headers.add(Map.entry(":authority", "a"));
    headers.add(Map.entry("content-type", "application/json"));
    return Http2Frames.request(headers, body);
  }
}
