package io.heed.bench.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that is timed against each other does the same work: that of Hugging Face's tools. */
class EncodersTest {
  private static final Path TINY =
      Path.of("src/test/resources/io/heed/bench/encoder/tiny-bert-ner");

  /** Between ONNX Runtime and PyTorch on this model, as the fixture states it. */
  private static final float TOLERANCE = 1e-4f;

  private static final Map<String, Function<EncoderModel, BulkEncoder>> TEXT_ENCODERS =
      Map.of(
          "executor",
          model -> SubmittingEncoder.of(ExecutorTextEncoder.open(model, 2, 4), 4),
          "engine",
          model -> engine(model, EqualLengthBatchPolicy.of(1)),
          "engine, equal lengths",
          model -> engine(model, EqualLengthBatchPolicy.of(3)),
          "engine, padded",
          model -> engine(model, TokenBudgetBatchPolicy.of(128, 4, 8, 8)));

  @TempDir private Path folder;

  private static BulkEncoder engine(EncoderModel model, BatchPolicy policy) {
    EngineTextEncoder.Setup setup = new EngineTextEncoder.Setup("engine", policy, 2, 1);
    return SubmittingEncoder.of(EngineTextEncoder.open(model, setup, 8, Duration.ZERO), 8);
  }

  @Test
  void everyEncoder_ofTinyModel_givesTheMeanOfTransformersRows() throws Exception {
    JsonNode records =
        JsonMapper.shared()
            .readTree(Files.readString(TINY.resolve("expected.json")))
            .path("records");
    EncoderModel model = EncoderModel.open(TINY, "fp32");
    List<String> texts = records.valueStream().map(it -> it.path("text").asString()).toList();
    List<EncoderText> prepared = EncoderText.prepare(texts, model);
    assertEquals(6, prepared.size());
    for (int text = 0; text < prepared.size(); text++) {
      long[] ids =
          records.at("/" + text + "/input_ids").valueStream().mapToLong(JsonNode::asLong).toArray();
      assertArrayEquals(ids, prepared.get(text).tokens().ids());
    }
    encodings(model, prepared)
        .forEach(
            (name, vectors) -> {
              for (int text = 0; text < vectors.length; text++) {
                float[] expected = mean(records.at("/" + text + "/logits"));
                assertArrayEquals(expected, vectors[text], TOLERANCE, name + ", text " + text);
              }
            });
  }

  /** The model that the benchmarks run; the tolerance is the one of fp32 in another order. */
  @Test
  void everyEncoder_ofMiniLm_givesOneVectorForAText() {
    EncoderModel model = EncoderModel.open(MiniLm.materialise(folder), "fp32");
    List<String> texts =
        List.of(
            "Oil prices soar to an all-time record",
            "Crude oil has never been as dear as today, and traders expect it to climb further",
            "The goalkeeper broke his leg");
    List<EncoderText> prepared = EncoderText.prepare(texts, model);
    Map<String, float[][]> encodings = encodings(model, prepared);
    float[][] single = encodings.getOrDefault("single TOKENIZER", new float[0][]);
    assertEquals(384, single[0].length);
    assertTrue(cosine(single[0], single[1]) > 0.3 + cosine(single[0], single[2]));
    encodings.forEach(
        (name, vectors) -> {
          for (int text = 0; text < vectors.length; text++) {
            assertArrayEquals(single[text], vectors[text], TOLERANCE, name + ", text " + text);
          }
        });
  }

  @Test
  void materialise_twice_keepsTheFilesAndHasBothVariants() throws Exception {
    Path directory = MiniLm.materialise(folder);
    Path graph = directory.resolve("model.onnx");
    Object first = Files.readAttributes(graph, BasicFileAttributes.class).fileKey();
    assertEquals(directory, MiniLm.materialise(folder));
    Object second = Files.readAttributes(graph, BasicFileAttributes.class).fileKey();
    assertEquals(first, second);
    assertEquals("int8", EncoderModel.open(directory, "int8").variant());
    JsonNode config =
        JsonMapper.shared().readTree(Files.readString(directory.resolve("config.json")));
    assertEquals(384, config.path("hidden_size").asInt());
    try (var files = Files.list(directory)) {
      assertEquals(
          List.of("README.md", "config.json", "model.onnx", "model_int8.onnx", "tokenizer.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void open_unknownVariant_namesWhatIsThere() {
    BenchException e = assertThrows(BenchException.class, () -> EncoderModel.open(TINY, "int4"));
    assertEquals(BenchException.Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("model_int4.onnx"), e.getMessage());
    assertTrue(e.getMessage().contains("[model.onnx]"), e.getMessage());
  }

  @Test
  void submit_afterClose_isRefused() {
    TextEncoder encoder = ExecutorTextEncoder.open(EncoderModel.open(TINY, "fp32"), 1, 1);
    encoder.close();
    CompletionException e =
        assertThrows(CompletionException.class, () -> encoder.submit("late").join());
    assertTrue(e.getCause() instanceof RejectedExecutionException, e.toString());
  }

  /** By contestant and source of token ids. */
  private static Map<String, float[][]> encodings(EncoderModel model, List<EncoderText> texts) {
    Map<String, float[][]> vectors = new LinkedHashMap<>();
    try (EncoderSession shared = EncoderSession.open(model, 2);
        EncoderSession alone = EncoderSession.open(model, 1)) {
      Map<String, BulkEncoder> encoders = new LinkedHashMap<>();
      encoders.put("single", SingleTextEncoder.of(alone, model, 2));
      encoders.put("padded 4", PaddedBatchEncoder.of(shared, model, 4, 1));
      encoders.put("padded 2 twice", PaddedBatchEncoder.of(alone, model, 2, 2));
      TEXT_ENCODERS.forEach((name, open) -> encoders.put(name, open.apply(model)));
      encoders.forEach(
          (name, encoder) -> {
            try (encoder) {
              for (TokenSource source : TokenSource.values()) {
                vectors.put(name + " " + source, encoder.encode(texts, source));
              }
            }
          });
    }
    return vectors;
  }

  private static float[] mean(JsonNode rows) {
    List<Float> mean = new ArrayList<>();
    for (int i = 0; i < rows.path(0).size(); i++) {
      int column = i;
      mean.add(
          (float)
              rows.valueStream()
                  .mapToDouble(row -> row.path(column).asDouble())
                  .average()
                  .orElseThrow());
    }
    float[] vector = new float[mean.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = mean.get(i);
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
