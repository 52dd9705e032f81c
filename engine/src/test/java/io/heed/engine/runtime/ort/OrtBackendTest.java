package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.OutputTensor;
import io.heed.engine.runtime.TensorDescription;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TinyOnnx;
import io.heed.engine.token.TokenSequence;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
        OrtBackend.load(
            fixture.directory().resolve("model.onnx"), outputs(labels), OrtOptions.DEFAULT)) {
      for (HfFixture.Expected expected : fixture.expected()) {
        TokenBatch batch = batch(2, expected.ids(), expected.typeIds());
        float[] first = row(backend, batch, 0);
        assertArrayEquals(expected.logits(), first, TOLERANCE, expected::toString);
        assertArrayEquals(expected.logits(), row(backend, batch, 1), TOLERANCE);
      }
    }
  }

  /** ReduceSum over the ids of a row, then times (1, 0.5). */
  @ParameterizedTest
  @ValueSource(ints = {TinyOnnx.INT32, TinyOnnx.INT64})
  void run_idsOfEitherWidth_sumsThem(int type) {
    byte[] model = sums("input_ids", type, "scores").bytes();
    try (OrtBackend backend =
        OrtBackend.load(model, "tiny", outputs(2), new OrtOptions(2, Device.CPU, Map.of()))) {
      assertArrayEquals(new float[] {6, 3}, row(backend, batch(1, 1, 2, 3), 0));
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
    try (OrtBackend backend = OrtBackend.load(model, "tiny", outputs(3), OrtOptions.DEFAULT)) {
      EngineException refused =
          assertThrows(EngineException.class, () -> row(backend, batch(1, 1, 2), 0));
      assertEquals(EngineException.Kind.MODEL, refused.kind());
      assertTrue(String.valueOf(refused.getMessage()).contains("[1, 2], expected"));
    }
  }

  @Test
  void run_idOutsideTheVocabulary_failsAndTheNextRunWorks() {
    try (OrtBackend backend =
        OrtBackend.load(
            HfFixture.BERT.directory().resolve("model.onnx"), outputs(4), OrtOptions.DEFAULT)) {
      EngineException failed =
          assertThrows(EngineException.class, () -> row(backend, batch(1, 2, 99_999, 3), 0));
      assertEquals(EngineException.Kind.RUNTIME, failed.kind());
      assertEquals(4, row(backend, batch(1, new long[] {2, 3}, new long[2]), 0).length);
    }
  }

  @Test
  void load_noOnnxFile_isRefused() {
    assertTrue(refusal("not a model".getBytes(StandardCharsets.UTF_8), 2).contains("tiny"));
  }

  @Test
  void run_shapesInTurns_givesEachItsOwn() {
    byte[] model = sums("input_ids", TinyOnnx.INT64, "logits").bytes();
    try (OrtBackend backend = OrtBackend.load(model, "tiny", outputs(2), OrtOptions.DEFAULT);
        BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      TokenBatch batch = new TokenBatch();
      for (int round = 0; round < 3; round++) {
        for (int length = 1; length < 900; length += 57) {
          batch.reset(2, length);
          batch.set(0, ones(length));
          batch.set(1, ones(length));
          OutputTensor outputs = runner.run(batch).first();
          assertArrayEquals(new float[] {length, length / 2f}, outputs.row(0));
          assertArrayEquals(new float[] {length, length / 2f}, outputs.row(1));
        }
      }
    }
  }

  @Test
  void run_paddingWithoutAMask_isRefused() {
    byte[] model = sums("input_ids", TinyOnnx.INT64, "logits").bytes();
    try (OrtBackend backend = OrtBackend.load(model, "tiny", outputs(2), OrtOptions.DEFAULT);
        BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      TokenBatch batch = new TokenBatch();
      batch.reset(2, 3);
      batch.set(0, ones(3));
      batch.set(1, ones(1));
      EngineException refused = assertThrows(EngineException.class, () -> runner.run(batch));
      assertTrue(String.valueOf(refused.getMessage()).contains("attention_mask"));
    }
  }

  @Test
  void run_outputsOfHalfPrecision_areWidened() {
    byte[] model =
        sums("input_ids", TinyOnnx.INT64, "wide")
            .output("logits", TinyOnnx.FLOAT16, "b", "2")
            .cast("logits", "wide", TinyOnnx.FLOAT16)
            .bytes();
    try (OrtBackend backend = OrtBackend.load(model, "tiny", outputs(2), OrtOptions.DEFAULT);
        BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      TokenBatch batch = batch(3, 1, 2, 4);
      for (int run = 0; run < 3; run++) {
        assertArrayEquals(new float[] {7, 3.5f}, runner.run(batch).first().row(2));
      }
    }
  }

  @Test
  void row_ofNaN_failsForThatTextAlone() {
    byte[] model =
        new TinyOnnx()
            .input("input_ids", TinyOnnx.INT64, "b", "s")
            .output("logits", TinyOnnx.FLOAT, "b", "1")
            .indices("axis", 1)
            .cast("floats", "input_ids", TinyOnnx.FLOAT)
            .node("ReduceSum", "sums", "floats", "axis")
            .node("Sqrt", "logits", "sums")
            .bytes();
    try (OrtBackend backend = OrtBackend.load(model, "tiny", outputs(1), OrtOptions.DEFAULT);
        BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      TokenBatch batch = new TokenBatch();
      batch.reset(2, 1);
      batch.set(0, TokenSequence.of(new long[] {-4}, new long[1]));
      batch.set(1, TokenSequence.of(new long[] {4}, new long[1]));
      OutputTensor outputs = runner.run(batch).first();
      assertArrayEquals(new float[] {2}, outputs.row(1));
      assertThrows(EngineException.class, () -> outputs.row(0));
    }
  }

  @Test
  void load_sameFileTwice_sharesTheSession() {
    Path file = HfFixture.BERT.directory().resolve("model.onnx");
    long before = NativeHandle.open().getOrDefault(NativeHandle.SESSION, 0L);
    OrtBackend first = OrtBackend.load(file, outputs(4), OrtOptions.DEFAULT);
    OrtBackend second = OrtBackend.load(file, outputs(4), OrtOptions.DEFAULT);
    OrtBackend other = OrtBackend.load(file, outputs(4), new OrtOptions(2, Device.CPU, Map.of()));
    assertEquals(before + 2, NativeHandle.open().get(NativeHandle.SESSION));
    first.close();
    assertEquals(4, row(second, batch(1, 2, 3), 0).length);
    second.close();
    other.close();
  }

  @Test
  void close_whileARunnerIsOpen_endsWithTheRunner() {
    byte[] model = sums("input_ids", TinyOnnx.INT64, "logits").bytes();
    OrtBackend backend = OrtBackend.load(model, "tiny", outputs(2), OrtOptions.DEFAULT);
    BatchRunner<ModelOutputs> runner = backend.newRunner();
    backend.close();
    backend.close();
    assertArrayEquals(new float[] {3, 1.5f}, runner.run(batch(1, 1, 2)).first().row(0));
    runner.close();
    runner.close();
    EngineException refused = assertThrows(EngineException.class, () -> runner.run(batch(1, 1)));
    assertEquals(EngineException.Kind.CLOSED, refused.kind());
  }

  @Test
  void load_deviceThatIsNotThere_saysWhatIsMissing() {
    Path file = HfFixture.BERT.directory().resolve("model.onnx");
    for (String name : List.of("cuda:1", "tensorrt")) {
      OrtOptions options = new OrtOptions(1, Device.parse(name).get(0), Map.of());
      EngineException refused =
          assertThrows(EngineException.class, () -> OrtBackend.load(file, outputs(4), options));
      assertEquals(EngineException.Kind.MODEL, refused.kind());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("device " + Device.parse(name).get(0)), message);
      assertTrue(message.contains("onnxruntime_gpu"), message);
    }
  }

  /** ONNX Runtime has Atan of floats on a processor, and of nothing else. */
  @Test
  void load_operatorWithoutKernelHere_saysWhereItRuns() {
    byte[] model =
        new TinyOnnx()
            .input("x", TinyOnnx.DOUBLE, "n")
            .output("y", TinyOnnx.DOUBLE, "n")
            .node("Atan", "y", "x")
            .bytes();
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> OrtBackend.load(model, "tiny", outputs(2), OrtOptions.DEFAULT));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("Atan"), message);
    assertTrue(message.contains("a graph made for a GPU wants device cuda"), message);
  }

  @Test
  void load_auto_runsOnWhatIsThere() {
    Path file = HfFixture.BERT.directory().resolve("model.onnx");
    OrtOptions options = new OrtOptions(1, Device.AUTO, Map.of());
    try (OrtBackend backend = OrtBackend.load(file, outputs(4), options)) {
      assertEquals(Device.CPU, backend.device());
    }
  }

  @Test
  void load_unknownProviderOption_isRefusedWithTheKnownOnes() {
    OrtOptions options =
        new OrtOptions(1, Device.parse("cuda").get(0), Map.of("gpu_mem_limt", "1"));
    Path file = HfFixture.BERT.directory().resolve("model.onnx");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> OrtBackend.load(file, outputs(4), options));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("gpu_mem_limt") && message.contains("gpu_mem_limit"), message);
  }

  @Test
  void load_dynamicallyQuantisedOnAGpu_isRefusedBeforeTheDeviceIsLookedFor() {
    byte[] model = new TinyOnnx().node("DynamicQuantizeLinear", "q", "x").bytes();
    for (String name : List.of("cuda:1", "tensorrt")) {
      OrtOptions options = new OrtOptions(1, Device.parse(name).get(0), Map.of());
      EngineException refused =
          assertThrows(
              EngineException.class, () -> OrtBackend.load(model, "tiny", outputs(2), options));
      assertEquals(EngineException.Kind.MODEL, refused.kind());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("1 DynamicQuantizeLinear"), message);
    }
  }

  @Test
  void load_noOnnxFileOnAGpu_isRefusedWithItsName() {
    OrtOptions options = new OrtOptions(1, Device.parse("cuda").get(0), Map.of());
    byte[] model = "not a model".getBytes(StandardCharsets.UTF_8);
    EngineException refused =
        assertThrows(
            EngineException.class, () -> OrtBackend.load(model, "tiny", outputs(2), options));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("tiny: cannot be read"));
  }

  private static String refusal(byte[] model, int labels) {
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> OrtBackend.load(model, "tiny", outputs(labels), OrtOptions.DEFAULT));
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

  private static float[] row(OrtBackend backend, TokenBatch batch, int row) {
    try (BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      runner.run(batch);
      return runner.run(batch).first().row(row); // the second run writes in place
    }
  }

  private static List<OutputSpec> outputs(int labels) {
    return List.of(OutputSpec.textLogits(labels));
  }

  private static TokenSequence ones(int length) {
    long[] ids = new long[length];
    Arrays.fill(ids, 1);
    return TokenSequence.of(ids, new long[length]);
  }
}
