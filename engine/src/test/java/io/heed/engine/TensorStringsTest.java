package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.testing.TinyOnnx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors of BYTES. */
class TensorStringsTest {
  private static final int STRING = TensorModelTest.number(ElementType.BYTES);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"", "abc", "é", "中文", "\uD83D\uDE00", "a\0b", "\0", "\uFFFD", "\uD834\uDD1E\0é"})
  void identity_ofAString_givesItsBytes(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (TensorModel model = identity()) {
      RawTensor input = RawTensor.ofStrings(List.of(bytes, new byte[] {'x'}), 2, 1);
      RawTensor output = model.run(Map.of("x", input)).get("y");
      assertArrayEquals(new long[] {2, 1}, output.shape());
      assertArrayEquals(bytes, output.strings().get(0));
      assertArrayEquals(new byte[] {'x'}, output.strings().get(1));
    }
  }

  static Stream<byte[]> noUtf8() {
    return Stream.of(
        new byte[] {(byte) 0xFF},
        new byte[] {'a', (byte) 0x80},
        new byte[] {(byte) 0xC0, (byte) 0x80}, // NUL, too long
        new byte[] {(byte) 0xE2, (byte) 0x82}, // cut
        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
        new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}); // beyond U+10FFFF
  }

  @ParameterizedTest
  @MethodSource("noUtf8")
  void run_ofBytesThatAreNoUtf8_isInvalidInputWithTheIndex(byte[] bytes) throws IOException {
    try (TensorModel model = identity()) {
      RawTensor input = RawTensor.ofStrings(List.of(new byte[0], bytes), 2, 1);
      EngineException e = assertThrows(EngineException.class, () -> model.run(Map.of("x", input)));
      assertEquals(EngineException.Kind.INVALID_INPUT, e.kind());
      assertTrue(
          String.valueOf(e.getMessage())
              .contains("input x: found bytes that are no UTF-8 in string 1"),
          e::getMessage);
    }
  }

  @Test
  void cast_ofStrings_readsNumbers() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", STRING, "n").output("y", TinyOnnx.INT64, "n");
    try (TensorModel model = load(graph.cast("y", "x", TinyOnnx.INT64))) {
      RawTensor output = model.run(Map.of("x", strings("42", "-7"))).get("y");
      assertEquals(42, output.bytes().getLong(0));
      assertEquals(-7, output.bytes().getLong(8));
      EngineException e =
          assertThrows(EngineException.class, () -> model.run(Map.of("x", strings("many"))));
      assertTrue(String.valueOf(e.getMessage()).contains("failed"), e::getMessage);
    }
  }

  private static RawTensor strings(String... texts) {
    List<byte[]> bytes =
        Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    return RawTensor.ofStrings(bytes, texts.length);
  }

  private TensorModel identity() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", STRING, "n", "1").output("y", STRING, "n", "1");
    return load(graph.node("Identity", "y", "x"));
  }

  private TensorModel load(TinyOnnx graph) throws IOException {
    return TensorModel.load(Files.write(folder.resolve("strings.onnx"), graph.bytes()));
  }
}
