package io.heed.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineInputTest {
  @Test
  void next_endsOfLinesOfAllKinds_areCutOff() {
    assertEquals(List.of("a", "", "b\rc", "d"), all("a\r\n\nb\rc\nd"));
    assertEquals(List.of("a"), all("a\n"));
    assertEquals(List.of(""), all("\n"));
    assertEquals(List.of(), all(""));
  }

  @Test
  void next_lineLongerThanTheBuffer_comesWhole() {
    String line = "\u00e4\uD83D\uDE80".repeat(50_000);
    assertEquals(List.of("x", line, "y"), all("x\n" + line + "\ny"));
  }

  @Test
  void next_malformedBytes_becomeTheReplacementCharacter() {
    byte[] bytes = {'a', (byte) 0xFF, '\n'};
    assertEquals(List.of("a\uFFFD"), new LineInput(new ByteArrayInputStream(bytes)).next(9));
  }

  @Test
  void next_moreLinesThanAskedFor_leavesThemForLater() {
    LineInput lines = new LineInput(in("a\nb\nc\n"));
    assertEquals(List.of("a", "b"), lines.next(2));
    assertEquals(List.of("c"), lines.next(2));
    assertEquals(List.of(), lines.next(2));
  }

  private static List<String> all(String text) {
    LineInput lines = new LineInput(in(text));
    List<String> all = new ArrayList<>();
    for (List<String> next = lines.next(2); !next.isEmpty(); next = lines.next(2)) {
      all.addAll(next);
    }
    return all;
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
