package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.TokenBatch;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.TensorDescription;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TinyOnnx;
import io.heed.engine.token.TokenSequence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrtBackendTest {
  /** The fixtures' tolerance for logits. */
  private static final float TOLERANCE = 1e-4f;

  static List<HfFixture> fixtures() {
    return HfFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void run_idsOfTheReference_givesItsLogits(HfFixture fixture) {
    int labels = fixture.expected().get(0).logits().length;
    try (OrtBackend backend =
        OrtBackend.load(fixture.directory().resolve("model.onnx"), labels, OrtOptions.DEFAULT)) {
      for (HfFixture.Expected expected : fixture.expected()) {
        TokenBatch batch = batch(2, expected.ids(), expected.typeIds());
        float[] first = backend.run(batch).row(0);
        assertArrayEquals(expected.logits(), first, TOLERANCE, expected::toString);
        assertArrayEquals(expected.logits(), backend.run(batch).row(1), TOLERANCE);
      }
    }
  }

  /** ReduceSum over the ids of a row, then times (1, 0.5). */
  @ParameterizedTest
  @ValueSource(ints = {TinyOnnx.INT32, TinyOnnx.INT64})
  void run_idsOfEitherWidth_sumsThem(int type) {
    byte[] model = sums("input_ids", type, "scores").bytes();
    try (OrtBackend backend = OrtBackend.load(model, "tiny", 2, new OrtOptions(2))) {
      assertArrayEquals(new float[] {6, 3}, backend.run(batch(1, 1, 2, 3)).row(0));
      assertEquals(
          List.of(
              new TensorDescription(
                  "input_ids", type == TinyOnnx.INT32 ? "INT32" : "INT64", List.of("b", "s"))),
          backend.inputs());
      assertEquals(
          List.of(new TensorDescription("scores", "FLOAT", List.of("b", "2"))), backend.outputs());
    }
  }

  @Test
  void load_unknownInput_isRefusedWithAllInputsAndWhatWasExpected() {
    byte[] model =
        sums("input_ids", TinyOnnx.INT64, "logits")
            .input("pixel_values", TinyOnnx.FLOAT, "b", "3")
            .bytes();
    String message = refusal(model, 2);
    assertTrue(message.contains("tiny: unusable input pixel_values"), message);
    assertTrue(message.contains("input_ids INT64 [b, s], pixel_values FLOAT [b, 3]"), message);
    assertTrue(message.contains("attention_mask"), message);
  }

  @Test
  void load_withoutInputIds_isRefused() {
    byte[] model = sums("attention_mask", TinyOnnx.INT64, "logits").bytes();
    assertTrue(refusal(model, 2).contains("no input input_ids"));
  }

  @Test
  void load_inputIdsOfFloats_isRefused() {
    byte[] model = sums("input_ids", TinyOnnx.FLOAT, "logits").bytes();
    assertTrue(refusal(model, 2).contains("unusable input input_ids"));
  }

  @Test
  void load_twoOutputsNoneNamedLogits_isRefusedWithBoth() {
    byte[] model =
        sums("input_ids", TinyOnnx.INT64, "start")
            .output("end", TinyOnnx.FLOAT, "b", "t")
            .node("Identity", "end", "start")
            .bytes();
    String message = refusal(model, 2);
    assertTrue(message.contains("[start FLOAT [b, 2], end FLOAT [b, 2]]"), message);
  }

  @Test
  void run_asManyColumnsAsNobodyPromised_isRefused() {
    byte[] model =
        new TinyOnnx()
            .input("input_ids", TinyOnnx.INT64, "b", "s")
            .output("logits", TinyOnnx.FLOAT, "b", "s")
            .cast("logits", "input_ids", TinyOnnx.FLOAT)
            .bytes();
    try (OrtBackend backend = OrtBackend.load(model, "tiny", 3, OrtOptions.DEFAULT)) {
      EngineException refused =
          assertThrows(EngineException.class, () -> backend.run(batch(1, 1, 2)));
      assertEquals(EngineException.Kind.MODEL, refused.kind());
      assertTrue(String.valueOf(refused.getMessage()).contains("[1, 2], expected"));
    }
  }

  @Test
  void run_idOutsideTheVocabulary_failsAndTheNextRunWorks() {
    try (OrtBackend backend =
        OrtBackend.load(HfFixture.BERT.directory().resolve("model.onnx"), 4, OrtOptions.DEFAULT)) {
      EngineException failed =
          assertThrows(EngineException.class, () -> backend.run(batch(1, 2, 99_999, 3)));
      assertEquals(EngineException.Kind.RUNTIME, failed.kind());
      assertEquals(4, backend.run(batch(1, new long[] {2, 3}, new long[2])).row(0).length);
    }
  }

  @Test
  void load_noOnnxFile_isRefused() {
    assertTrue(refusal("not a model".getBytes(StandardCharsets.UTF_8), 2).contains("tiny"));
  }

  @Test
  void close_twice_thenRunIsRefused() {
    byte[] model = sums("input_ids", TinyOnnx.INT64, "logits").bytes();
    OrtBackend backend = OrtBackend.load(model, "tiny", 2, OrtOptions.DEFAULT);
    backend.close();
    backend.close();
    EngineException refused = assertThrows(EngineException.class, () -> backend.run(batch(1, 1)));
    assertEquals(EngineException.Kind.CLOSED, refused.kind());
  }

  private static String refusal(byte[] model, int labels) {
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> OrtBackend.load(model, "tiny", labels, OrtOptions.DEFAULT));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    return String.valueOf(refused.getMessage());
  }

  private static TinyOnnx sums(String input, int type, String output) {
    return new TinyOnnx()
        .input(input, type, "b", "s")
        .output(output, TinyOnnx.FLOAT, "b", "t")
        .initializer("weights", true, new int[] {1, 2}, 1f, 0.5f)
        .indices("axis", 1)
        .cast("floats", input, TinyOnnx.FLOAT)
        .node("ReduceSum", "sums", "floats", "axis")
        .node("MatMul", output, "sums", "weights");
  }

  private static TokenBatch batch(int rows, long... ids) {
    return batch(rows, ids, new long[ids.length]);
  }

  private static TokenBatch batch(int rows, long[] ids, long[] typeIds) {
    TokenBatch batch = new TokenBatch();
    batch.reset(rows, ids.length);
    for (int row = 0; row < rows; row++) {
      batch.set(row, TokenSequence.of(ids, typeIds));
    }
    return batch;
  }
}
