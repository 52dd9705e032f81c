package io.heed.server.http.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "Öl", "石油", "𝄞x", "\u0000\u007f\u0080\u07ff\u0800\uffff"})
  void encode_anyText_isAsTheJdkHasIt(String text) {
    char[] chars = ("<" + text + ">").toCharArray();
    assertArrayEquals(
        text.getBytes(StandardCharsets.UTF_8), Utf8.encode(chars, 1, chars.length - 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud834", "\ud834x", "\udd1e", "a\udd1e\ud834"})
  void encode_halfASurrogatePair_isRefused(String text) {
    assertNull(Utf8.encode(text.toCharArray(), 0, text.length()));
  }

  @Test
  void decode_brokenBytes_isRefused() {
    assertNull(Utf8.decode(new byte[] {(byte) 0xC3}));
  }
}
