package io.heed.converter.corpus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads UTF-8 so that a wrong byte can be blamed on its row.
 *
 * <p>A strict decoder fails a whole buffer at once and leaves no row number; U+FFFD as a
 * replacement is indistinguishable from a U+FFFD of the file. So each malformed sequence becomes a
 * low surrogate without its high one, which well-formed UTF-8 cannot decode to.
 */
final class Utf8 {

  private static final String MALFORMED = "\uDFFF";
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Utf8() {}

  /** The characters of the file after its byte order mark, if it has one. */
  static Reader open(Path file) throws IOException {
    PushbackInputStream bytes =
        new PushbackInputStream(new BufferedInputStream(Files.newInputStream(file)), 3);
    try {
      byte[] head = bytes.readNBytes(BOM.length);
      if (!Arrays.equals(head, BOM)) {
        bytes.unread(head);
      }
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
    return new InputStreamReader(
        bytes,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .replaceWith(MALFORMED));
  }

  /** Whether every surrogate has its other half: false after a malformed byte. */
  static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
