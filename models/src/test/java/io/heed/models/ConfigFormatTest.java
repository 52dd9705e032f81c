package io.heed.models;

import static io.heed.models.Fixture.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.models.ModelException.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFormatTest {
  private static ModelConfig parse(String json) {
    return ConfigFormat.parse("/m/config.json", json.getBytes(UTF_8));
  }

  private static String labels(int count, String more) {
    StringBuilder json = new StringBuilder("{\"id2label\": {");
    for (int id = count - 1; id >= 0; id--) {
      json.append("\"").append(id).append("\": \"L").append(id).append(id > 0 ? "\"," : "\"");
    }
    return json.append("}").append(more).append("}").toString();
  }

  @Test
  void labels_keysInAnyOrder_areOrderedByNumber() {
    ModelConfig config = parse(labels(12, ""));
    assertEquals(
        List.of("L0", "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11"),
        config.labels());
  }

  @Test
  void labels_anyUnicode_areKept() {
    List<String> labels = List.of("政治", "𝒮𝓅ℴ𝓇𝓉", "اقتصاد", " with \"quotes\"\n", "\u0000");
    ModelConfig config = ModelConfig.builder(labels).build();
    assertEquals(labels, ConfigFormat.parse("x", ConfigFormat.write(config)).labels());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"architectures\": [\"BertForTokenClassification\"]} | 'id2label': found nothing, expected",
        "{\"architectures\": [\"XForTokenClassification\"], \"id2label\": null} | [XForTokenClass",
        "{\"id2label\": {}} | at least one label",
        "{\"id2label\": [\"a\"]} | 'id2label': found arraylist [a], expected a JSON object",
        "{\"id2label\": {\"0\": \"a\", \"2\": \"b\"}} | \"1\" is missing",
        "{\"id2label\": {\"1\": \"a\", \"2\": \"b\"}} | \"0\" is missing",
        "{\"id2label\": {\"00\": \"a\"}} | \"0\" is missing",
        "{\"id2label\": {\"0\": 7}} | 'id2label.0': found integer 7, expected a string",
        "{\"id2label\": {\"0\": null}} | 'id2label.0': found nothing",
        "{\"id2label\": {\"0\": \"\"}} | 'id2label.0': found \"\"",
        "{\"id2label\": {\"0\": \"\\ud800\"}} | valid Unicode",
        "{\"id2label\": {\"0\": \"a\", \"1\": \"a\"}} | 'id2label.1': found \"a\", expected a label that",
        "{\"id2label\": {\"0\": \"a\", \"0\": \"b\"}} | Duplicate",
        "{\"id2label\": {\"0\": \"a\"}, \"num_labels\": 2} | 'num_labels': found integer 2, expected 1",
        "{\"id2label\": {\"0\": \"a\"}, \"num_labels\": true} | 'num_labels': found boolean true",
        "{\"id2label\": {\"0\": \"a\"}, \"problem_type\": \"ranking\"} | single_label_classification",
        "{\"id2label\": {\"0\": \"a\"}, \"problem_type\": 3} | 'problem_type': found integer 3",
        "{\"id2label\": {\"0\": \"a\"}, \"model_type\": {}} | 'model_type'",
        "{\"id2label\": {\"0\": \"a\"}, \"architectures\": \"Bert\"} | 'architectures': found \"Bert\"",
        "{\"id2label\": {\"0\": \"a\"}, \"architectures\": [1]} | an array of strings",
        "{\"id2label\": {\"0\": \"a\"}, \"max_position_embeddings\": 0} | an integer of 1 or more",
        "{\"id2label\": {\"0\": \"a\"}, \"max_position_embeddings\": 512.0} | found double 512.0",
        "{\"id2label\": {\"0\": \"a\"}, \"vocab_size\": 99999999999} | found long 99999999999",
        "{\"id2label\": {\"0\": \"a\"}, \"pad_token_id\": -2} | 'pad_token_id'",
        "[1] | 'root': found arraylist [1], expected a JSON object",
        "null | 'root': found nothing",
        "{} {} | expected JSON",
        "{'id2label': 1} | line 1, column",
      },
      quoteCharacter = '`')
  void config_wrong_namesFileFieldFoundAndExpected(String json, String part) {
    assertFails(Kind.INVALID, () -> parse(json), "/m/config.json: ", part);
  }

  @ParameterizedTest
  @CsvSource({
    "1, REGRESSION",
    "2, SINGLE_LABEL",
    "5, SINGLE_LABEL",
  })
  void problemType_absent_followsTheNumberOfLabels(int labels, ProblemType expected) {
    assertEquals(expected, parse(labels(labels, "")).problemType());
    assertEquals(expected, parse(labels(labels, ",\"problem_type\": null")).problemType());
  }

  @ParameterizedTest
  @CsvSource({
    "single_label_classification, SINGLE_LABEL",
    "multi_label_classification, MULTI_LABEL",
    "regression, REGRESSION",
  })
  void problemType_given_isTaken(String name, ProblemType expected) {
    String more = ",\"problem_type\": \"" + name + "\"";
    assertEquals(expected, parse(labels(2, more)).problemType());
  }

  @Test
  void labels_absentInASequenceClassifier_areHuggingFacesDefaults() {
    String architectures = "{\"architectures\": [\"BertForSequenceClassification\"]";
    assertEquals(List.of("LABEL_0", "LABEL_1"), parse(architectures + "}").labels());
    assertEquals(List.of("LABEL_0"), parse(architectures + ", \"num_labels\": 1}").labels());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id2label\": null}",
        "{\"architectures\": [\"BertModel\"], \"num_labels\": 2}",
        "{\"architectures\": [\"BertForMaskedLM\"]}",
        "{\"architectures\": [\"BertForQuestionAnswering\"], \"problem_type\": \"regression\"}"
      })
  void labels_absentInAnotherModel_areNone(String json) {
    ModelConfig config = parse(json);
    assertEquals(List.of(), config.labels());
    byte[] written = ConfigFormat.write(config);
    assertFalse(new String(written, UTF_8).contains("label"));
    assertEquals(config, ConfigFormat.parse("x", written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BertForSequenceClassification", "BertForTokenClassification"})
  void build_classifierWithoutLabels_isInvalid(String architecture) {
    assertFails(
        Kind.INVALID,
        () -> ModelConfig.builder(List.of()).architectures("Other", architecture).build(),
        "config.json: 'id2label'",
        "at least one label",
        architecture);
  }

  @Test
  void optionalFields_absentOrNull_areEmpty() {
    String nulls = ",\"model_type\": null, \"architectures\": null, \"vocab_size\": null";
    for (ModelConfig config : List.of(parse(labels(2, "")), parse(labels(2, nulls)))) {
      assertEquals(Optional.empty(), config.modelType());
      assertEquals(List.of(), config.architectures());
      assertEquals(OptionalInt.empty(), config.vocabSize());
      assertEquals(OptionalInt.empty(), config.maxTokens());
    }
    assertEquals(OptionalInt.empty(), parse(labels(2, ",\"pad_token_id\": -1")).padTokenId());
  }

  @ParameterizedTest
  @CsvSource({"bert, 512, 0, 512", "roberta, 514, 1, 512", "xlm-roberta, 514, 1, 512"})
  void maxTokens_ofFamily_leavesOutRowsBeforeThePadding(
      String family, int rows, int pad, int expected) {
    ModelConfig config =
        ModelConfig.builder(List.of("a", "b"))
            .modelType(family)
            .maxPositionEmbeddings(rows)
            .padTokenId(pad)
            .build();
    assertEquals(OptionalInt.of(expected), config.maxTokens());
  }

  @Test
  void write_parsedAgain_isEqual() throws IOException {
    ModelConfig config = ConfigFormat.parse("x", Fixture.bytes("config.json"));
    assertEquals(config, ConfigFormat.parse("x", ConfigFormat.write(config)));
  }

  @Test
  void write_smallConfig_isSortedAndIndentedAsHuggingFaceDoes() {
    ModelConfig config =
        ModelConfig.builder(List.of("b", "a")).vocabSize(7).other("hidden_size", 4).build();
    String expected =
        """
        {
          "hidden_size": 4,
          "id2label": {
            "0": "b",
            "1": "a"
          },
          "label2id": {
            "a": 1,
            "b": 0
          },
          "problem_type": "single_label_classification",
          "vocab_size": 7
        }
        """;
    assertEquals(expected, new String(ConfigFormat.write(config), UTF_8));
  }

  @Test
  void others_withAFieldThatIsAComponent_isInvalid() {
    assertFails(
        Kind.INVALID,
        () -> ModelConfig.builder(List.of("a")).other("vocab_size", 3).build(),
        "'vocab_size'");
    assertFails(
        Kind.INVALID,
        () -> ModelConfig.builder(List.of("a")).other("x", List.of(new Object())).build(),
        "others.x[]");
  }

  @Test
  void parse_truncatedAnywhere_isInvalid() throws IOException {
    byte[] whole = Fixture.bytes("config.json");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertFails(Kind.INVALID, () -> ConfigFormat.parse("/m/config.json", cut), "/m/config.json");
    }
  }

  @Test
  void parse_mutatedBytes_failsOnlyWithModelException() throws IOException {
    byte[] whole = Fixture.bytes("config.json");
    long seed = Long.getLong("heed.test.seed", new Random().nextLong());
    System.out.println("-Dheed.test.seed=" + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] mutated = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        ConfigFormat.parse("/m/config.json", mutated);
      } catch (ModelException e) {
        assertEquals(Kind.INVALID, e.kind());
        refused++;
      }
    }
    assertTrue(refused > 1000, "refused " + refused);
  }

  @Test
  void parse_deepNesting_isInvalid() {
    String deep = "[".repeat(100_000);
    assertFails(Kind.INVALID, () -> parse("{\"x\": " + deep), "/m/config.json");
  }

  @Test
  void others_areUnmodifiable() {
    ModelConfig config = parse(labels(2, ",\"x\": {\"y\": [1]}"));
    assertThrows(UnsupportedOperationException.class, () -> config.others().put("z", 1));
    assertEquals("{y=[1]}", String.valueOf(config.others().get("x")));
  }
}
