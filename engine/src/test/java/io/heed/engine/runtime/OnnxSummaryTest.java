package io.heed.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TinyOnnx;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxSummaryTest {
  /** Parameters: what the header of the fixture's model.safetensors adds up to. */
  @ParameterizedTest
  @CsvSource({
    "tiny-bert-classifier, 14, 98788",
    "tiny-distilbert-classifier, 17, 98724",
    "tiny-roberta-classifier, 18, 82820",
    "tiny-bert-multilabel, 20, 98821",
  })
  void read_exportedModel_givesOpsetAndParameters(String name, long opset, long parameters) {
    OnnxSummary summary = OnnxSummary.read(new HfFixture(name).directory().resolve("model.onnx"));
    assertEquals(opset, summary.opsets().get("ai.onnx"));
    // exporters add a few scalar constants of their own and may drop what is not used
    assertTrue(
        Math.abs(summary.parameterCount() - parameters) <= parameters / 500, summary::toString);
    assertTrue(summary.operators().contains("MatMul"));
    assertFalse(summary.quantisesDynamically());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void read_dimsPackedOrNot_multipliesThemAndLeavesIndicesOut(boolean packed) {
    byte[] model =
        new TinyOnnx()
            .initializer("w", packed, new int[] {3, 200}, new float[600])
            .initializer("scalar", packed, new int[0], 1)
            .indices("axes", 1, 2, 3)
            .node("DynamicQuantizeLinear", "q", "w")
            .bytes();
    OnnxSummary summary = OnnxSummary.read(ByteBuffer.wrap(model));
    assertEquals(601, summary.parameterCount());
    assertEquals(Map.of("ai.onnx", 17L), summary.opsets());
    assertEquals(Set.of("DynamicQuantizeLinear"), summary.operators());
    assertTrue(summary.quantisesDynamically());
  }

  @Test
  void read_inputsAndNodes_givesNamesAndShapesAndLeavesInitializersOut() {
    byte[] model =
        new TinyOnnx()
            .input("input_ids", TinyOnnx.INT64, "b", "s")
            .input("old", TinyOnnx.FLOAT, "2")
            .input("half", TinyOnnx.FLOAT16, "1", "?")
            .initializer("old", true, new int[] {2}, 1, 2)
            .named("com.microsoft", "PackedAttention", "attention_0", "q", "old")
            .external("weights", TinyOnnx.FLOAT16, "model.onnx.data")
            .external("more", TinyOnnx.FLOAT, "model.onnx.data")
            .bytes();
    OnnxSummary summary = OnnxSummary.read(ByteBuffer.wrap(model));
    assertEquals(
        List.of(
            new TensorDescription("input_ids", "INT64", List.of("b", "s")),
            new TensorDescription("half", "FLOAT16", List.of("1", "?"))),
        summary.inputs());
    assertEquals(
        List.of(new OnnxNode("attention_0", "com.microsoft", "PackedAttention")), summary.nodes());
    assertEquals("attention_0 (com.microsoft.PackedAttention)", summary.nodes().get(0).toString());
    assertEquals(Set.of("model.onnx.data"), summary.externalFiles());
    assertTrue(summary.halfPrecision());
    assertTrue(summary.hasInput("input_ids") && !summary.hasInput("old"));
  }

  @Test
  void read_exportedModel_givesTheInputsThatOnnxRuntimeSees() {
    OnnxSummary summary = OnnxSummary.read(HfFixture.BERT.directory().resolve("model.onnx"));
    assertEquals(
        Set.of("input_ids", "attention_mask", "token_type_ids"),
        summary.inputs().stream().map(TensorDescription::name).collect(Collectors.toSet()));
    assertFalse(summary.halfPrecision());
    assertEquals(Set.of(), summary.externalFiles());
  }

  @Test
  void read_cutOrFlippedFile_failsWithOneOfTheKnownErrors() {
    byte[] model = new TinyOnnx().initializer("w", true, new int[] {2}, 1, 2).bytes();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] broken = Arrays.copyOf(model, random.nextInt(model.length + 1));
      if (broken.length > 0) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        assertTrue(OnnxSummary.read(ByteBuffer.wrap(broken)).opsets().size() < 100);
      } catch (IllegalArgumentException | ArithmeticException e) {
        assertTrue(e.getMessage() != null, "seed " + seed);
      }
    }
  }

  @Test
  void read_noFile_isRefused() {
    EngineException refused =
        assertThrows(EngineException.class, () -> OnnxSummary.read(Path.of("no-such.onnx")));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
  }
}
