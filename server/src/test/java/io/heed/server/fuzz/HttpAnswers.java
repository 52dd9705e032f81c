package io.heed.server.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads answers of HTTP/1.1 as strictly as RFC 9112 has them. Stateless. */
final class HttpAnswers {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d) [ -~]*");
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):\\s*(.*)");
  private static final JsonMapper JSON = new JsonMapper();

  private HttpAnswers() {}

  /** Fails at the first answer that is not well-formed or not whole. */
  static void check(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n\r\n", at);
      require(end >= 0, "no end of headers", text, at);
      String[] lines = text.substring(at, end).split("\r\n", -1);
      var status = STATUS_LINE.matcher(lines[0]);
      require(status.matches(), "status line", text, at);
      int code = Integer.parseInt(status.group(1));
      if (code == 101) {
        return; // another protocol from here on
      }
      Map<String, String> headers = headers(lines, text, at);
      at = end + 4;
      if (code >= 200 && code != 204 && code != 304) {
        at = body(bytes, text, at, headers, code);
      }
    }
  }

  private static Map<String, String> headers(String[] lines, String text, int at) {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      var header = HEADER.matcher(lines[i]);
      require(header.matches(), "header " + lines[i], text, at);
      headers.put(header.group(1).toLowerCase(Locale.ROOT), header.group(2));
    }
    return headers;
  }

  private static int body(
      byte[] bytes, String text, int at, Map<String, String> headers, int code) {
    String length = headers.get("content-length");
    require(length != null, "no content-length", text, 0);
    int end = at + Integer.parseInt(length);
    require(end <= bytes.length, "body cut off", text, at);
    boolean json = headers.getOrDefault("content-type", "").startsWith("application/json");
    if (json && end > at && !headers.containsKey("content-encoding")) {
      String jsonLength = headers.get("inference-header-content-length");
      int jsonEnd = jsonLength == null ? end : at + Integer.parseInt(jsonLength);
      try {
        var tree = JSON.readTree(Arrays.copyOfRange(bytes, at, jsonEnd));
        require(code < 400 || tree.path("error").isString(), "no error", text, at);
      } catch (JacksonException e) {
        require(false, "JSON: " + e.getMessage(), text, at);
      }
    }
    return end;
  }

  private static void require(boolean good, String what, String text, int at) {
    if (!good) {
      throw new AssertionError(what + " at " + at + " of: " + text);
    }
  }
}
