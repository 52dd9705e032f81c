package io.heed.server.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.RequestOptions;
import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.models.ModelDirectory;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextServedModelTest {
  private static final String OIL = "Oil prices soar to an all-time record";
  private static final String GOAL = "Striker scores twice as United win the cup final";

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ServedModel model;

  private final AtomicInteger released = new AtomicInteger();

  @BeforeAll
  static void load() {
    model =
        ServedModels.load(
            ModelDirectory.bundled(),
            ServingOptions.DEFAULT.withMaxTexts(3),
            engine -> EngineMetrics.NONE);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void metadata_classifier_isTextToLabelAndScore() {
    assertEquals(
        new ModelMetadata(
            "onnxruntime_onnx",
            List.of(new TensorMetadata("text", ElementType.BYTES, List.of(-1L))),
            List.of(
                new TensorMetadata("label", ElementType.BYTES, List.of(-1L)),
                new TensorMetadata("score", ElementType.FP32, List.of(-1L)))),
        model.metadata());
  }

  @Test
  void infer_texts_answersInTheirOrder() {
    InferenceResponse response = infer(Parameters.NONE, Set.of(), texts(OIL, GOAL));
    assertEquals(List.of("label", "score"), List.copyOf(response.outputs().keySet()));
    assertEquals(List.of("Business", "Sports"), labels(response));
    assertArrayEquals(new long[] {2}, tensor(response, "label").shape());
    assertArrayEquals(new long[] {2}, tensor(response, "score").shape());
    for (float score : scores(response)) {
      assertTrue(score > 0.5 && score <= 1, "score " + score);
    }
    assertTrue(response.times().runNanos() > 0);
    assertEquals(1, released.get());
  }

  /** The scores of all four classes are those of a softmax. */
  @Test
  void infer_topK_givesTheBestFirst() {
    InferenceResponse response =
        infer(new Parameters(Map.of("top_k", 9L)), Set.of(), texts(OIL, GOAL));
    assertArrayEquals(new long[] {2, 4}, tensor(response, "score").shape());
    float[] scores = scores(response);
    for (int row = 0; row < 2; row++) {
      float sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += scores[row * 4 + i];
        assertTrue(i == 0 || scores[row * 4 + i] <= scores[row * 4 + i - 1]);
      }
      assertEquals(1, sum, 1e-5);
    }
    assertEquals("Business", labels(response).get(0));
    assertEquals("Sports", labels(response).get(4));
  }

  @Test
  void infer_oneOutputWanted_givesThatAlone() {
    InferenceResponse response = infer(Parameters.NONE, Set.of("score"), texts(OIL));
    assertEquals(Set.of("score"), response.outputs().keySet());
  }

  @Test
  void infer_tokenIds_givesTheGraphsLogits() {
    ByteBuffer ids = ByteBuffer.allocateDirect(3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    ids.putLong(5).putLong(6).putLong(7).flip();
    ByteBuffer ones = ByteBuffer.allocateDirect(3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    ones.putLong(1).putLong(1).putLong(1).flip();
    InferenceResponse response =
        infer(
            Parameters.NONE,
            Set.of(),
            Map.of(
                "input_ids",
                RawTensor.of(ElementType.INT64, ids, 1, 3),
                "attention_mask",
                RawTensor.of(ElementType.INT64, ones, 1, 3)));
    assertEquals(Set.of("logits"), response.outputs().keySet());
    assertArrayEquals(new long[] {1, 4}, tensor(response, "logits").shape());
    assertEquals(1, released.get());
  }

  @Test
  void infer_textWithoutTokens_failsTheRequestNamingIt() {
    CompletionException failure =
        assertThrows(
            CompletionException.class,
            () -> infer(Parameters.NONE, Set.of(), texts(OIL, "", GOAL)));
    EngineException cause = assertInstanceOf(EngineException.class, failure.getCause());
    assertEquals(EngineException.Kind.INVALID_INPUT, cause.kind());
    assertEquals(1, released.get());
  }

  /** U+FFFD is what a decoder writes in the place of what it cannot read. */
  @Test
  void infer_replacementCharacterThatWasSent_isNoError() {
    assertEquals(
        1,
        model.infer(InferenceRequest.of(texts("oil \uFFFD prices")), () -> {}).join().inferences());
  }

  @Test
  void infer_wrongTexts_areRefusedByWhatWasFound() {
    assertRefused(
        "input text: found INT64 [1], expected BYTES [texts] or [texts, 1]",
        Map.of("text", RawTensor.of(ElementType.INT64, ByteBuffer.allocate(8), 1)));
    assertRefused(
        "input text: found BYTES [1, 2], expected BYTES [texts] or [texts, 1]",
        Map.of("text", RawTensor.ofStrings(List.of(utf8("a"), utf8("b")), 1, 2)));
    assertRefused(
        "input text: found BYTES [3], expected BYTES [texts] or [texts, 1]",
        Map.of("text", RawTensor.ofStrings(List.of(utf8("a")), 3)));
    assertRefused("input text: found 0 texts, expected 1 to 3", texts());
    assertRefused("input text: found 4 texts, expected 1 to 3", texts("a", "b", "c", "d"));
    assertRefused(
        "input text: text 0 (counted from 0) is not UTF-8",
        Map.of("text", RawTensor.ofStrings(List.of(new byte[] {(byte) 0xff}), 1)));
    assertRefused(
        "input text_pair: found 1 texts, expected as many as text has, 2",
        Map.of(
            "text",
            RawTensor.ofStrings(List.of(utf8("a"), utf8("b")), 2),
            "text_pair",
            RawTensor.ofStrings(List.of(utf8("c")), 1)));
    assertRefused(
        "input \"ids\" beside text, expected text, and text_pair for pairs",
        Map.of(
            "text",
            RawTensor.ofStrings(List.of(utf8("a")), 1),
            "ids",
            RawTensor.ofStrings(List.of(utf8("c")), 1)));
    assertEquals(8, released.get());
  }

  @Test
  void infer_wrongParametersAndOutputs_areRefusedBeforeAnyRun() {
    assertRefused(
        "parameter \"top_k\": found 0, expected a whole number from 1 on",
        new Parameters(Map.of("top_k", 0L)),
        Set.of());
    assertRefused(
        "parameter \"topk\", expected one of [top_k]",
        new Parameters(Map.of("topk", 1L)),
        Set.of());
    assertRefused(
        "output \"logit\", expected one of [label, score]", Parameters.NONE, Set.of("logit"));
  }

  private void assertRefused(String message, Map<String, RawTensor> inputs) {
    assertRefused(message, Parameters.NONE, Set.of(), inputs);
  }

  private void assertRefused(String message, Parameters parameters, Set<String> outputs) {
    assertRefused(message, parameters, outputs, texts(OIL));
  }

  private void assertRefused(
      String message, Parameters parameters, Set<String> outputs, Map<String, RawTensor> inputs) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> infer(parameters, outputs, inputs));
    ServerException cause = assertInstanceOf(ServerException.class, failure.getCause());
    assertEquals(Status.INVALID_ARGUMENT, cause.status());
    assertEquals(message, cause.getMessage());
  }

  private InferenceResponse infer(
      Parameters parameters, Set<String> outputs, Map<String, RawTensor> inputs) {
    return model
        .infer(
            new InferenceRequest(inputs, outputs, parameters, RequestOptions.DEFAULT),
            released::incrementAndGet)
        .join();
  }

  private static Map<String, RawTensor> texts(String... texts) {
    List<byte[]> strings = new ArrayList<>();
    for (String text : texts) {
      strings.add(utf8(text));
    }
    return Map.of("text", RawTensor.ofStrings(strings, texts.length));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> labels(InferenceResponse response) {
    return tensor(response, "label").strings().stream()
        .map(each -> new String(each, StandardCharsets.UTF_8))
        .toList();
  }

  private static float[] scores(InferenceResponse response) {
    FloatBuffer floats = tensor(response, "score").bytes().asFloatBuffer();
    float[] scores = new float[floats.remaining()];
    floats.get(scores);
    return scores;
  }

  private static RawTensor tensor(InferenceResponse response, String name) {
    RawTensor tensor = response.outputs().get(name);
    if (tensor == null) {
      throw new AssertionError("no output " + name);
    }
    return tensor;
  }
}
