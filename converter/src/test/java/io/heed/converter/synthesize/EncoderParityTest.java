package io.heed.converter.synthesize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The written graph with the weights of a real checkpoint, against what transformers computes. */
class EncoderParityTest {
  /** The fixtures' own. */
  private static final float TOLERANCE = 1e-4f;

  private static final OrtGraphOptions STRICT =
      OrtGraphOptions.DEFAULT.config("session.strict_shape_type_inference", "1");

  static List<Arguments> graphs() {
    List<Arguments> graphs = new ArrayList<>();
    for (int opset = EncoderConfig.MIN_OPSET; opset <= EncoderConfig.MAX_OPSET; opset++) {
      for (GraphStyle style : GraphStyle.values()) {
        graphs.add(Arguments.of(2, opset, style));
        graphs.add(Arguments.of(0, opset, style));
      }
    }
    return graphs;
  }

  private static byte[] resource(int types, String file) {
    String model = types > 0 ? "tiny-bert-classifier/" : "tiny-distilbert-classifier/";
    try (InputStream in = EncoderParityTest.class.getResourceAsStream(model + file)) {
      return Objects.requireNonNull(in, model + file).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EncoderConfig.Builder config(int types) {
    return EncoderPreset.TINY
        .config()
        .vocabularySize(2_000)
        .maxPositions(512)
        .typeVocabularySize(types)
        .labels(4);
  }

  private static OrtGraph open(EncoderConfig config, WeightSource weights) {
    return OrtGraph.open(
        EncoderWriter.of(config, weights).toModel().toByteArray(), "written", STRICT);
  }

  private static float[] run(OrtGraph graph, long[][] rows, long[][] types, int length) {
    long[] ids = new long[rows.length * length];
    long[] mask = new long[ids.length];
    long[] typeIds = new long[ids.length];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < rows[row].length; i++) {
        ids[row * length + i] = rows[row][i];
        mask[row * length + i] = 1;
        typeIds[row * length + i] = types[row][i];
      }
    }
    long[] shape = {rows.length, length};
    Map<String, Tensor> inputs = new HashMap<>();
    inputs.put("input_ids", Tensor.longs(ids, shape));
    inputs.put("attention_mask", Tensor.longs(mask, shape));
    if (graph.inputs().size() == 3) {
      inputs.put("token_type_ids", Tensor.longs(typeIds, shape));
    }
    return graph.run(inputs).values().iterator().next().floats();
  }

  private static long[] longs(JsonNode array) {
    return array.valueStream().mapToLong(JsonNode::longValue).toArray();
  }

  private static float[] floats(JsonNode array) {
    List<JsonNode> numbers = array.valueStream().toList();
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).floatValue();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void logits_checkpointsWeights_areThoseOfTransformers(int types, int opset, GraphStyle style) {
    SafetensorsWeights weights = new SafetensorsWeights(resource(types, "model.safetensors"));
    JsonNode records = new JsonMapper().readTree(resource(types, "expected.json")).get("records");

    try (OrtGraph graph = open(config(types).opset(opset).style(style).build(), weights)) {
      assertEquals(Set.of(), weights.unread());
      for (JsonNode record : records) {
        long[] ids = longs(record.get("input_ids"));
        long[] typeIds = longs(record.get("token_type_ids"));
        float[] expected = floats(record.get("logits"));
        float[] alone = run(graph, new long[][] {ids}, new long[][] {typeIds}, ids.length);
        // The second row keeps the batch from being one text; the first is padded.
        long[][] pair = {ids, ids};
        float[] padded = run(graph, pair, new long[][] {typeIds, typeIds}, ids.length + 5);
        assertArrayEquals(expected, alone, TOLERANCE, record.get("text").toString());
        for (int label = 0; label < expected.length; label++) {
          assertEquals(expected[label], padded[label], TOLERANCE);
          assertEquals(expected[label], padded[expected.length + label], TOLERANCE);
        }
      }
      assertTrue(records.size() >= 15, "the records were not found");
    }
  }

  @ParameterizedTest
  @CsvSource({"2, STANDARD", "0, STANDARD", "2, PRIMITIVE"})
  void lastHiddenState_checkpointsWeights_isThatOfTransformers(int types, GraphStyle style) {
    SafetensorsWeights weights = new SafetensorsWeights(resource(types, "model.safetensors"));
    JsonNode records = new JsonMapper().readTree(resource(types, "expected.json")).get("records");
    EncoderConfig config = config(types).task(EncoderTask.ENCODER).style(style).build();
    int compared = 0;

    try (OrtGraph graph = open(config, weights)) {
      for (JsonNode record : records) {
        if (record.has("hidden_states")) {
          long[] ids = longs(record.get("input_ids"));
          long[][] typeIds = {longs(record.get("token_type_ids"))};
          float[] found = run(graph, new long[][] {ids}, typeIds, ids.length);
          JsonNode last = record.get("hidden_states").get(2);
          for (int token = 0; token < ids.length; token++) {
            float[] expected = floats(last.get(token));
            for (int i = 0; i < 32; i++) {
              assertEquals(expected[i], found[token * 32 + i], TOLERANCE);
              compared++;
            }
          }
        }
      }
    }
    assertTrue(compared >= 480, "compared " + compared);
  }

  /** ONNX Runtime's own Gelu is what the composition is held against. */
  @ParameterizedTest
  @CsvSource({"GELU", "GELU_TANH"})
  void activation_composed_isTheOperator(HiddenActivation activation) {
    WeightSource weights = RandomWeights.of(5);
    long[][] ids = {{2, 40, 41, 42, 900, 3}};
    long[][] types = {new long[6]};
    EncoderConfig.Builder config =
        EncoderPreset.TINY.config().activation(activation).task(EncoderTask.ENCODER);

    try (OrtGraph composed = open(config.opset(17).build(), loud(weights));
        OrtGraph operator = open(config.opset(20).build(), loud(weights));
        OrtGraph relu = open(config.activation(HiddenActivation.RELU).build(), loud(weights))) {
      float[] expected = run(operator, ids, types, 6);
      assertArrayEquals(expected, run(composed, ids, types, 6), 1e-5f);
      float difference = 0;
      float[] other = run(relu, ids, types, 6);
      for (int i = 0; i < other.length; i++) {
        difference = Math.max(difference, Math.abs(other[i] - expected[i]));
      }
      assertTrue(difference > 0.01, "relu differs by " + difference);
    }
  }

  /** Ten times the weights, so that activations leave the part where all of them are linear. */
  private static WeightSource loud(WeightSource source) {
    return (tensor, first, into, count) -> {
      source.read(tensor, first, into, count);
      for (int i = 0; i < count; i++) {
        into[i] *= tensor.isNormFactor() ? 1 : 10;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "17, STANDARD, LayerNormalization Erf",
    "20, STANDARD, LayerNormalization Gelu",
    "17, PRIMITIVE, ReduceMean Erf Shape",
    "22, PRIMITIVE, ReduceMean Erf Shape"
  })
  void operators_styleAndOpset_areAsItSays(int opset, GraphStyle style, String expected) {
    EncoderConfig config = EncoderPreset.TINY.config().opset(opset).style(style).build();
    List<String> operators =
        EncoderGraph.of(config).skeleton().getGraph().getNodeList().stream()
            .map(NodeProto::getOpType)
            .toList();

    assertTrue(operators.containsAll(List.of(expected.split(" "))), operators::toString);
    assertEquals(style == GraphStyle.PRIMITIVE, operators.contains("Sqrt"));
    assertEquals(expected.contains("Gelu"), operators.contains("Gelu"));
    assertEquals(12, operators.stream().filter("MatMul"::equals).count() - 4);
  }
}
