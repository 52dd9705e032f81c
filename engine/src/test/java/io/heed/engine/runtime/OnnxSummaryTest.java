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
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
