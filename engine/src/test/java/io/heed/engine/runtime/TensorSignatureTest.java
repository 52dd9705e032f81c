package io.heed.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.error.EngineException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TensorSignatureTest {
  private static final TensorSignature SIGNATURE =
      new TensorSignature(
          List.of(
              new TensorDescription("x", "FLOAT", List.of("batch", "3")),
              new TensorDescription("s", "STRING", List.of("?"))),
          List.of(new TensorDescription("y", "FLOAT", List.of("batch"))));
  private static final RawTensor S = RawTensor.ofStrings(List.of(new byte[0]), 1);

  @Test
  void check_ofWhatFits_passes() {
    assertDoesNotThrow(() -> SIGNATURE.check(Map.of("x", floats(24, 2, 3), "s", S)));
    assertDoesNotThrow(() -> SIGNATURE.check(Map.of("x", floats(0, 0, 3), "s", S)));
  }

  @Test
  void check_withoutAnInput_namesIt() {
    refused("input x: found no inputs, expected x FLOAT [batch, 3]", Map.of());
    refused("input s: found inputs [x], expected s STRING [?]", Map.of("x", floats(12, 1, 3)));
  }

  @Test
  void check_ofAnUnknownInput_namesItAndThoseThereAre() {
    refused(
        "inputs: found unknown [z], expected [x FLOAT [batch, 3], s STRING [?]]",
        Map.of("x", floats(12, 1, 3), "s", S, "z", S));
  }

  @Test
  void check_ofAnotherType_namesBoth() {
    RawTensor ints = RawTensor.of(ElementType.INT32, ByteBuffer.allocate(12), 1, 3);
    refused("input x: found type INT32, expected FP32", Map.of("x", ints, "s", S));
    refused("input x: found type BYTES, expected FP32", Map.of("x", S, "s", S));
  }

  @Test
  void check_ofAnotherShape_namesBoth() {
    String expected = ", expected x FLOAT [batch, 3]";
    refused("input x: found shape [3]" + expected, x(floats(12, 3)));
    refused("input x: found shape [1, 3, 1]" + expected, x(floats(12, 1, 3, 1)));
    refused("input x: found shape [3, 1]" + expected, x(floats(12, 3, 1)));
    refused("input x: found shape [-1, 3]" + expected, x(floats(0, -1, 3)));
    refused("input x: found shape []" + expected, x(floats(4)));
  }

  @Test
  void check_ofBytesThatDoNotMakeTheShape_namesBoth() {
    refused(
        "input x: found 20 bytes, expected 24 bytes for FP32 of shape [2, 3]", x(floats(20, 2, 3)));
    refused(
        "input x: found 4 bytes, expected 0 bytes for FP32 of shape [0, 3]", x(floats(4, 0, 3)));
    refused(
        "input s: found 1 strings, expected 2 strings for BYTES of shape [2]",
        Map.of("x", floats(12, 1, 3), "s", RawTensor.ofStrings(List.of(new byte[1]), 2)));
  }

  @Test
  void check_ofAShapeBeyond64Bits_isRefused() {
    refused(
        "input x: found shape [9223372036854775807, 3], expected one of at most "
            + "9223372036854775807 bytes",
        x(floats(12, Long.MAX_VALUE, 3)));
    refused( // 2^62 * 3 * 4 would wrap around to 0 after more factors of two
        "input x: found shape [4611686018427387904, 3], expected one of at most "
            + "9223372036854775807 bytes",
        x(floats(0, 1L << 62, 3)));
  }

  @Test
  void check_ofAnyRank_takesUpTo64Axes() {
    TensorDescription any = new TensorDescription("x", "FLOAT", List.of()).ofAnyRank();
    TensorSignature signature = new TensorSignature(List.of(any), SIGNATURE.outputs());
    long[] shape = new long[64];
    java.util.Arrays.fill(shape, 1);
    assertDoesNotThrow(() -> signature.check(Map.of("x", floats(4, shape))));
    assertDoesNotThrow(() -> signature.check(Map.of("x", floats(4))));
    long[] more = java.util.Arrays.copyOf(shape, 65);
    more[64] = 1;
    EngineException e =
        assertThrows(EngineException.class, () -> signature.check(Map.of("x", floats(4, more))));
    assertEquals(EngineException.Kind.INVALID_INPUT, e.kind());
  }

  @Test
  void wanted_ofAnUnknownOutput_namesThoseThereAre() {
    EngineException e =
        assertThrows(EngineException.class, () -> SIGNATURE.wanted(Set.of("y", "z")));
    assertEquals(EngineException.Kind.INVALID_INPUT, e.kind());
    assertEquals("outputs: found unknown [z], expected [y FLOAT [batch]]", e.getMessage());
    assertEquals(Set.of("y"), SIGNATURE.wanted(Set.of()));
  }

  @Test
  void of_bytesWithoutASize_isRefused() {
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThrows(IllegalArgumentException.class, () -> RawTensor.of(ElementType.BYTES, none, 0));
  }

  private static Map<String, RawTensor> x(RawTensor tensor) {
    return Map.of("x", tensor, "s", S);
  }

  private static RawTensor floats(int bytes, long... shape) {
    return RawTensor.of(ElementType.FP32, ByteBuffer.allocate(bytes), shape);
  }

  private static void refused(String message, Map<String, RawTensor> inputs) {
    EngineException e = assertThrows(EngineException.class, () -> SIGNATURE.check(inputs));
    assertEquals(EngineException.Kind.INVALID_INPUT, e.kind());
    assertEquals(message, e.getMessage());
  }
}
