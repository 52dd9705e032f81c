package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.error.EngineException;
import io.heed.engine.label.Pooling;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.testing.TinyOnnx;
import io.heed.engine.testing.WordLevel;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEmbedderTest extends TaskEngineContract<TextEmbedder, Embedding> {
  /** The fixtures' tolerance for logits, of which these are means and maxima. */
  private static final float TOLERANCE = 1e-4f;

  private static final String MEAN_POOLING =
      "{\"pooling_mode_cls_token\": false, \"pooling_mode_mean_tokens\": true}";

  /** Its logits, of nine labels a token, stand for hidden states. */
  @Override
  HfFixture fixture() {
    return TaskFixtures.NER;
  }

  @Override
  TextEmbedderBuilder builder(ModelDirectory directory) {
    return TextEmbedder.builder(directory);
  }

  @Override
  TextEmbedder build(EngineBuilder<?> builder) {
    return ((TextEmbedderBuilder) builder).build();
  }

  @Override
  Embedding call(TextEmbedder engine, String text, RequestOptions options) {
    return engine.embed(text, options);
  }

  @Override
  CompletableFuture<Embedding> callAsync(TextEmbedder engine, String text, RequestOptions options) {
    return engine.embedAsync(text, options);
  }

  @Override
  List<Embedding> callAll(TextEmbedder engine, List<String> texts) {
    return engine.embedAll(texts);
  }

  @Override
  StageTimes times(Embedding answer) {
    return answer.times();
  }

  @Override
  String text() {
    return "John Miller flew from Berlin to New York on Monday.";
  }

  @Override
  String longText() {
    return "Acme Corp hired Anna Schmidt. ".repeat(120);
  }

  @ParameterizedTest
  @EnumSource(
      value = Pooling.class,
      names = {"CLS", "MEAN", "MAX"})
  void embed_textsOfTheReference_poolsItsValues(Pooling pooling) {
    List<JsonRecord> records = JsonRecord.of(TaskFixtures.NER);
    ModelDirectory directory = ModelDirectory.open(fixture().directory());
    try (TextEmbedder plain = builder(directory).pooling(pooling).build();
        TextEmbedder padded =
            builder(directory)
                .pooling(pooling)
                .batchPolicy(TokenBudgetBatchPolicy.of(4096, 16, 64, 8))
                .lanes(1)
                .build()) {
      List<Embedding> inBatches = padded.embedAll(records.stream().map(JsonRecord::first).toList());
      for (int i = 0; i < records.size(); i++) {
        float[] expected = pooled(records.get(i), pooling);
        assertArrayEquals(expected, plain.embed(records.get(i).first()).vector(), TOLERANCE);
        assertArrayEquals(expected, inBatches.get(i).vector(), TOLERANCE);
      }
    }
  }

  private static float[] pooled(JsonRecord record, Pooling pooling) {
    float[] states = record.floats("logits");
    int tokens = record.ints("input_ids").length;
    float[] pooled = new float[states.length / tokens];
    for (int i = 0; i < pooled.length; i++) {
      double sum = 0;
      float max = states[i];
      for (int token = 0; token < tokens; token++) {
        sum += states[token * pooled.length + i];
        max = Math.max(max, states[token * pooled.length + i]);
      }
      pooled[i] =
          pooling == Pooling.CLS
              ? states[i]
              : pooling == Pooling.MEAN ? (float) (sum / tokens) : max;
    }
    return pooled;
  }

  /** Hidden states are the token's id times (3, 4): ids of the words are 1 and 2. */
  @ParameterizedTest
  @CsvSource({
    "1, false, 4.5, 6",
    "3, false, 3, 4",
    "2, false, 6, 8",
    "1, true, 0.6, 0.8",
  })
  void embed_asTheFilesOfSentenceTransformersSay(
      int mode, boolean normalized, float x, float y, @TempDir Path temp) {
    String pooling =
        "{\"word_embedding_dimension\": 2, \"pooling_mode_mean_tokens\": "
            + (mode == 1)
            + ", \"pooling_mode_max_tokens\": "
            + (mode == 2)
            + ", \"pooling_mode_cls_token\": "
            + (mode == 3)
            + ", \"include_prompt\": true}";
    ModelDirectory directory =
        tiny(temp, hiddenStates(TinyOnnx.INT64, TinyOnnx.FLOAT))
            .file(
                "modules.json",
                normalized ? modules("1_Pooling", "Normalize") : modules("1_Pooling"))
            .file("1_Pooling/config.json", pooling.getBytes(StandardCharsets.UTF_8))
            .write();
    try (TextEmbedder embedder = TextEmbedder.load(directory)) {
      assertArrayEquals(new float[] {x, y}, embedder.embed("oil soars").vector(), 1e-6f);
    }
    try (TextEmbedder embedder =
        TextEmbedder.builder(directory).pooling(Pooling.MEAN).normalized(false).build()) {
      assertArrayEquals(new float[] {4.5f, 6}, embedder.embed("oil soars").vector());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"pooling_mode_weightedmean_tokens\": true}",
        "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\": true}",
        "{}",
        "no JSON"
      })
  void load_poolingItDoesNotHave_isRefusedUnlessAnotherIsChosen(String config, @TempDir Path temp) {
    ModelDirectory directory =
        tiny(temp, hiddenStates(TinyOnnx.INT64, TinyOnnx.FLOAT))
            .file("1_Pooling/config.json", config.getBytes(StandardCharsets.UTF_8))
            .write();
    EngineException refused =
        assertThrows(EngineException.class, () -> TextEmbedder.load(directory));
    assertKind(EngineException.Kind.MODEL, refused);
    assertTrue(String.valueOf(refused.getMessage()).contains("1_Pooling/config.json"));
    try (TextEmbedder embedder = TextEmbedder.builder(directory).pooling(Pooling.CLS).build()) {
      assertArrayEquals(new float[] {3, 4}, embedder.embed("oil soars").vector());
    }
  }

  @Test
  void load_stepItDoesNotHave_isRefused(@TempDir Path temp) {
    ModelDirectory directory =
        tiny(temp, hiddenStates(TinyOnnx.INT64, TinyOnnx.FLOAT))
            .file("modules.json", modules("p", "Dense"))
            .file("p/config.json", MEAN_POOLING.getBytes(StandardCharsets.UTF_8))
            .write();
    EngineException refused =
        assertThrows(EngineException.class, () -> TextEmbedder.load(directory));
    assertTrue(String.valueOf(refused.getMessage()).contains("found modules [Dense], expected"));
  }

  /** Inputs of 32 bits and outputs of 16; the values are exact in both. */
  @ParameterizedTest
  @CsvSource({"6, 1", "7, 10", "6, 10"})
  void embed_inputsAndOutputsOfOtherTypes_givesTheSame(int input, int output, @TempDir Path temp) {
    try (TextEmbedder embedder =
        TextEmbedder.load(tiny(temp, hiddenStates(input, output)).write())) {
      for (int round = 0; round < 3; round++) {
        assertArrayEquals(new float[] {4.5f, 6}, embedder.embed("oil soars").vector());
        assertArrayEquals(new float[] {3, 4}, embedder.embed("oil").vector());
      }
    }
  }

  /** The graph pools to the sum. */
  @Test
  void embed_pooledOutput_takesIt(@TempDir Path temp) {
    byte[] model =
        graph(TinyOnnx.INT64)
            .output("token_embeddings", TinyOnnx.FLOAT, "b", "s", "2")
            .output("sentence_embedding", TinyOnnx.FLOAT, "b", "w")
            .node("Identity", "token_embeddings", "states")
            .indices("axis", 1)
            .node("ReduceSum", "sums", "states", "axis")
            .indices("shape", -1, 2)
            .node("Reshape", "sentence_embedding", "sums", "shape")
            .bytes();
    ModelDirectory directory = tiny(temp, model).write();
    try (TextEmbedder embedder =
            TextEmbedder.builder(directory).pooledOutput("sentence_embedding").build();
        TextEmbedder pooling = TextEmbedder.load(directory)) {
      assertArrayEquals(new float[] {9, 12}, embedder.embed("oil soars").vector());
      assertArrayEquals(new float[] {3, 4}, embedder.embed("oil").vector());
      assertArrayEquals(new float[] {4.5f, 6}, pooling.embed("oil soars").vector());
    }
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> TextEmbedder.builder(directory).pooledOutput("pooled").build());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("expected pooled FLOAT [batch, width]"), message);
    assertTrue(message.contains("sentence_embedding FLOAT [b, "), message);
  }

  @Test
  void embed_refusedForItsLength_namesTokensAndLimit(@TempDir Path temp) {
    ModelDirectory directory = tiny(temp, hiddenStates(TinyOnnx.INT64, TinyOnnx.FLOAT)).write();
    try (TextEmbedder embedder =
        TextEmbedder.builder(directory).maxTokens(2).longTexts(LongTexts.refuse()).build()) {
      assertEquals(2, embedder.embed("oil soars").size());
      EngineException refused =
          assertThrows(EngineException.class, () -> embedder.embed("oil soars oil"));
      assertTrue(String.valueOf(refused.getMessage()).contains("3 tokens"));
      EngineException blank = assertThrows(EngineException.class, () -> embedder.embed(" "));
      assertKind(EngineException.Kind.INVALID_INPUT, blank);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> TextEmbedder.builder(directory).longTexts(LongTexts.windows()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TextEmbedder.builder(directory).pooling(Pooling.NONE));
  }

  @Test
  void embed_emptyTextOfTheReference_isAnswered() {
    try (TextEmbedder embedder = TextEmbedder.load(fixture().directory())) {
      assertEquals(9, embedder.embed("").size());
    }
  }

  @Test
  void cosine_ofVectors_isTheClosedForm() {
    Embedding x = new Embedding(new float[] {1, 0}, StageTimes.NONE);
    Embedding diagonal = new Embedding(new float[] {2, 2}, StageTimes.NONE);
    assertEquals(Math.sqrt(0.5), x.cosine(diagonal), 1e-12);
    assertEquals(1, diagonal.cosine(diagonal), 1e-12);
    assertEquals(0, x.cosine(new Embedding(new float[2], StageTimes.NONE)));
    Embedding longer = new Embedding(new float[3], StageTimes.NONE);
    assertThrows(IllegalArgumentException.class, () -> x.cosine(longer));
    assertNotEquals(x, diagonal);
    x.vector()[0] = 5;
    assertEquals(1, x.vector()[0]);
    assertTrue(x.toString().contains("2 values"), x::toString);
  }

  private static TinyOnnx graph(int inputType) {
    return new TinyOnnx()
        .input("input_ids", inputType, "b", "s")
        .cast("ids", "input_ids", TinyOnnx.FLOAT)
        .initializer("weights", false, new int[] {1, 2}, 3f, 4f)
        .indices("last", 2)
        .node("Unsqueeze", "columns", "ids", "last")
        .node("MatMul", "states", "columns", "weights");
  }

  private static byte[] hiddenStates(int inputType, int outputType) {
    return graph(inputType)
        .output("last_hidden_state", outputType, "b", "s", "width")
        .cast("last_hidden_state", "states", outputType)
        .bytes();
  }

  private static ModelDirectoryWriter tiny(Path temp, byte[] model) {
    return ModelDirectoryWriter.to(temp.resolve("m"))
        .config(
            ModelConfig.builder(List.of())
                .architectures("BertModel")
                .maxPositionEmbeddings(8)
                .build())
        .tokenizer(WordLevel.json("oil", "soars").getBytes(StandardCharsets.UTF_8))
        .variant("fp32", model);
  }

  private static byte[] modules(String poolingPath, String... more) {
    StringBuilder json = new StringBuilder("[");
    json.append(module("Transformer", "")).append(", ").append(module("Pooling", poolingPath));
    for (String type : more) {
      json.append(", ").append(module(type, "2_" + type));
    }
    return json.append("]").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String module(String type, String path) {
    return "{\"type\": \"sentence_transformers.models." + type + "\", \"path\": \"" + path + "\"}";
  }
}
