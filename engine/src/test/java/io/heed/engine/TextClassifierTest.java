package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.JsonRecord;
import io.heed.engine.testing.TaskFixtures;
import io.heed.engine.testing.TinyOnnx;
import io.heed.engine.testing.WordLevel;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import io.heed.models.ModelException;
import io.heed.models.ProblemType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextClassifierTest {
  /** The fixtures' tolerance for probabilities. */
  private static final float TOLERANCE = 1e-5f;

  static List<HfFixture> fixtures() {
    return HfFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void classify_textsOfTheReference_givesThePipelinesLabelsAndScores(HfFixture fixture) {
    try (TextClassifier classifier = TextClassifier.load(fixture.directory())) {
      for (HfFixture.Expected expected : untruncated(fixture)) {
        assertMatches(expected, classifier.classify(expected.text()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void classifyAll_textsOfAllLengths_keepsTheirOrder(HfFixture fixture) {
    List<HfFixture.Expected> expected = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      expected.addAll(untruncated(fixture));
    }
    try (TextClassifier classifier = TextClassifier.load(fixture.directory())) {
      List<Classification> answers =
          classifier.classifyAll(expected.stream().map(HfFixture.Expected::text).toList());
      for (int i = 0; i < answers.size(); i++) {
        assertMatches(expected.get(i), answers.get(i));
      }
      assertEquals(expected.size(), answers.size());
    }
  }

  @Test
  void classify_withMaxTokens_cutsAsTheReferenceDoes() {
    ModelDirectory directory = ModelDirectory.open(HfFixture.BERT.directory());
    for (HfFixture.Expected expected : HfFixture.BERT.expected()) {
      OptionalInt maxLength = expected.maxLength();
      if (maxLength.isPresent()) {
        try (TextClassifier classifier =
            TextClassifier.builder(directory).maxTokens(maxLength.getAsInt()).build()) {
          assertMatches(expected, classifier.classify(expected.text()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void classify_withTopK_givesTheFirstOfAll(int topK) {
    HfFixture.Expected expected = HfFixture.BERT.expected().get(0);
    try (TextClassifier classifier =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
            .topK(topK)
            .build()) {
      List<String> best = expected.ranking().keySet().stream().limit(topK).toList();
      List<LabelScore> found = classifier.classify(expected.text()).scores();
      assertEquals(best, found.stream().map(LabelScore::label).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void classify_nastyText_answersWithProbabilities(HfFixture fixture) {
    List<String> texts =
        List.of(
            "\0",
            "\uD83D",
            "\uDE80 oil \uD83D",
            "\u0001\u0002\u001f\u007f\u0085",
            "?!... --- ***",
            "\uDBFF\uDFFF\uFFFE\uFFFF",
            "word".repeat(1 << 18),
            "oil prices soar ".repeat(1 << 16));
    try (TextClassifier classifier = TextClassifier.load(fixture.directory())) {
      for (String text : texts) {
        for (LabelScore score : classifier.classify(text).scores()) {
          assertTrue(score.score() >= 0 && score.score() <= 1, score.toString());
        }
      }
    }
  }

  /**
   * Not the pairs that are cut to an odd room: the newer tokenizers of the reference leave the odd
   * token to the first text, those here to the second.
   */
  @ParameterizedTest
  @MethodSource("fixtures")
  void classify_pairsOfTheReference_givesItsScores(HfFixture fixture) {
    ModelDirectory directory = ModelDirectory.open(fixture.directory());
    List<JsonRecord> pairs =
        JsonRecord.of(fixture).stream()
            .filter(record -> record.isPair() && !isCutUnevenly(record))
            .toList();
    assertEquals(fixture.equals(HfFixture.MULTILABEL), pairs.isEmpty());
    for (JsonRecord pair : pairs) {
      try (TextClassifier classifier =
          TextClassifier.builder(directory).maxTokens(pair.maxLength().orElse(512)).build()) {
        Classification found = classifier.classify(pair.first(), pair.second());
        float[] scores = pair.floats("softmax");
        for (LabelScore score : found.scores()) {
          float expected = scores[classifier.labels().indexOf(score.label())];
          assertEquals(expected, score.score(), TOLERANCE, pair::toString);
        }
        assertEquals(4, found.scores().size());
        assertEquals(found, classifier.classifyAsync(pair.first(), pair.second()).join());
      }
    }
  }

  private static boolean isCutUnevenly(JsonRecord pair) {
    long ofFirst = Arrays.stream(pair.ints("sequence_ids")).filter(id -> id == 0).count();
    long ofSecond = Arrays.stream(pair.ints("sequence_ids")).filter(id -> id == 1).count();
    return pair.maxLength().isPresent() && ofFirst != ofSecond;
  }

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void classify_pairWithNull_isRefused() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      String none = null;
      EngineException refused =
          assertThrows(EngineException.class, () -> classifier.classify("oil", none));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
      assertTrue(classifier.classifyAsync(none, "oil").isCompletedExceptionally());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"model_max_length\": 2}', 2, oil soars oil, oil soars",
    "'{\"model_max_length\": 2, \"truncation_side\": \"left\"}', 2, oil soars oil, soars oil",
    "'{\"model_max_length\": 100}', 4, oil oil oil soars oil, oil oil oil soars",
    "'{\"model_max_length\": 1e30}', 4, oil oil oil soars oil, oil oil oil soars",
    "'{}', 4, oil oil oil soars oil, oil oil oil soars",
  })
  void classify_tokenizerConfig_cutsAsItSays(
      String config, int limit, String text, String same, @TempDir Path temp) {
    ModelDirectory directory =
        wordLevelWriter(temp.resolve("m"), 4)
            .file("tokenizer_config.json", config.getBytes(StandardCharsets.UTF_8))
            .write();
    try (TextClassifier classifier = TextClassifier.load(directory);
        TextClassifier shorter = TextClassifier.builder(directory).maxTokens(1).build()) {
      assertEquals(classifier.classify(same), classifier.classify(text));
      assertEquals(limit, classifier.describe().maxTokens());
      assertEquals(1, shorter.describe().maxTokens());
    }
  }

  @Test
  void load_brokenTokenizerConfig_isRefused(@TempDir Path temp) {
    ModelDirectory directory =
        wordLevelWriter(temp.resolve("m"), 4)
            .file("tokenizer_config.json", "[]".getBytes(StandardCharsets.UTF_8))
            .write();
    EngineException refused =
        assertThrows(EngineException.class, () -> TextClassifier.load(directory));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
  }

  @Test
  void load_withoutLabels_isRefusedWithFoundAndExpected() {
    EngineException refused =
        assertThrows(EngineException.class, () -> TextClassifier.load(TaskFixtures.QA.directory()));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("config.json: 'id2label': found nothing, expected"), message);
    assertTrue(message.contains("BertForQuestionAnswering"), message);
  }

  @Test
  void classifyAll_emptyList_isEmpty() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      assertEquals(List.of(), classifier.classifyAll(List.of()));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void classify_null_isRefused() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      EngineException refused =
          assertThrows(EngineException.class, () -> classifier.classify(null));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
      List<String> texts = Arrays.asList("fine", null);
      EngineException second =
          assertThrows(EngineException.class, () -> classifier.classifyAll(texts));
      assertEquals(OptionalInt.of(1), second.inputIndex());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void classifyAll_oneTextWithoutTokens_isRefusedWithItsIndex(String bad, @TempDir Path temp) {
    try (TextClassifier classifier = TextClassifier.load(wordLevelModel(temp.resolve("m")))) {
      List<String> texts = new ArrayList<>();
      IntStream.range(0, 1500).forEach(i -> texts.add("oil"));
      texts.set(1234, bad);
      EngineException refused =
          assertThrows(EngineException.class, () -> classifier.classifyAll(texts));
      assertEquals(EngineException.Kind.INVALID_INPUT, refused.kind());
      assertEquals(OptionalInt.of(1234), refused.inputIndex());
      assertTrue(String.valueOf(refused.getMessage()).contains("text 1234"));
      texts.set(1234, "oil");
      assertEquals(1500, classifier.classifyAll(texts).size());
    }
  }

  /** Logits are the token's id and half of it, so that regression gives both as they are. */
  @Test
  void classify_regression_givesTheLogits(@TempDir Path temp) {
    try (TextClassifier classifier = TextClassifier.load(wordLevelModel(temp.resolve("m")))) {
      Classification soars = classifier.classify("soars");
      assertEquals(List.of(new LabelScore("whole", 2), new LabelScore("half", 1)), soars.scores());
      assertEquals(List.of("whole", "half"), classifier.labels());
    }
  }

  @Test
  void classify_afterClose_isRefused() {
    TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory());
    classifier.close();
    classifier.close();
    EngineException refused =
        assertThrows(EngineException.class, () -> classifier.classify("too late"));
    assertEquals(EngineException.Kind.CLOSED, refused.kind());
  }

  @Test
  void classify_fromManyThreads_givesEachItsOwnAnswer() {
    List<HfFixture.Expected> expected = untruncated(HfFixture.BERT);
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      IntStream.range(0, 200)
          .parallel()
          .mapToObj(i -> expected.get(i % expected.size()))
          .forEach(e -> assertMatches(e, classifier.classify(e.text())));
    }
  }

  @Test
  void build_unknownVariant_isRefusedWithThoseThatExist() {
    TextClassifierBuilder builder =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()));
    ModelException refused = assertThrows(ModelException.class, () -> builder.variant("int4"));
    assertTrue(String.valueOf(refused.getMessage()).contains("fp32"));
  }

  @Test
  void build_configurationWithAnotherNumberOfLabels_isRefusedAndLeavesNothingOpen(
      @TempDir Path temp) {
    ModelDirectory directory =
        ModelDirectoryWriter.to(temp.resolve("five"))
            .config(ModelConfig.builder(List.of("a", "b", "c", "d", "e")).build())
            .tokenizer(HfFixture.BERT.read("tokenizer.json"))
            .variant("fp32", HfFixture.BERT.read("model.onnx"))
            .write();
    EngineException refused =
        assertThrows(EngineException.class, () -> TextClassifier.load(directory));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("4 columns") && message.contains("5 labels"), message);
  }

  private static ModelDirectory wordLevelModel(Path target) {
    return wordLevelWriter(target, 1).write();
  }

  private static ModelDirectoryWriter wordLevelWriter(Path target, int positions) {
    byte[] model =
        new TinyOnnx()
            .input("input_ids", TinyOnnx.INT64, "batch", "sequence")
            .output("logits", TinyOnnx.FLOAT, "batch", "2")
            .initializer("weights", false, new int[] {1, 2}, 1f, 0.5f)
            .indices("axis", 1)
            .cast("floats", "input_ids", TinyOnnx.FLOAT)
            .node("ReduceSum", "sums", "floats", "axis")
            .node("MatMul", "logits", "sums", "weights")
            .bytes();
    return ModelDirectoryWriter.to(target)
        .config(
            ModelConfig.builder(List.of("whole", "half"))
                .problemType(ProblemType.REGRESSION)
                .maxPositionEmbeddings(positions)
                .build())
        .tokenizer(WordLevel.json("oil", "soars").getBytes(StandardCharsets.UTF_8))
        .variant("fp32", model);
  }

  private static List<HfFixture.Expected> untruncated(HfFixture fixture) {
    return fixture.expected().stream()
        .filter(e -> e.maxLength().isEmpty() || e.maxLength().getAsInt() == 512)
        .toList();
  }

  private static void assertMatches(HfFixture.Expected expected, Classification found) {
    List<String> labels = found.scores().stream().map(LabelScore::label).toList();
    assertEquals(List.copyOf(expected.ranking().keySet()), labels, expected::toString);
    assertEquals(labels.get(0), found.label());
    for (LabelScore score : found.scores()) {
      float probability = expected.ranking().getOrDefault(score.label(), Float.NaN);
      assertEquals(probability, score.score(), TOLERANCE, expected::toString);
    }
    assertEquals(found.scores().get(0).score(), found.score());
  }
}
