package io.heed.server.net;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468); what stands between them does not count. Stateless. */
final class PemBlocks {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----");

  private PemBlocks() {}

  /**
   * The contents of all blocks of a kind, one at least.
   *
   * @param file the name, for messages
   * @param kind such as {@code CERTIFICATE}
   * @throws ServerException (INVALID_ARGUMENT) if there is none
   */
  static List<byte[]> require(String file, String text, String kind) {
    List<byte[]> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (kind.equals(matcher.group(1))) {
        blocks.add(decoded(file, kind, matcher.group(2)));
      }
    }
    if (blocks.isEmpty()) {
      throw invalid(file, "found " + kinds(text) + ", expected PEM with BEGIN " + kind);
    }
    return blocks;
  }

  private static byte[] decoded(String file, String kind, String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw invalid(file, "found a block " + kind + " that is not base64: " + e.getMessage());
    }
  }

  private static String kinds(String text) {
    List<String> kinds = new ArrayList<>();
    Matcher matcher = BEGIN.matcher(text);
    while (matcher.find()) {
      kinds.add("BEGIN " + matcher.group(1));
    }
    return kinds.isEmpty() ? "no PEM" : String.join(", ", kinds);
  }

  static ServerException invalid(String file, String problem) {
    return new ServerException(Status.INVALID_ARGUMENT, file + ": " + problem);
  }
}
