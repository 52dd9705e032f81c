package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.engine.testing.HfFixture;
import io.heed.models.ProblemType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected values: the fixtures' own descriptions and configurations. */
class ModelDescriptionTest {
  @Test
  void describe_bert_isWhatItsExporterWrote() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      ModelDescription found = classifier.describe();
      assertEquals("tiny-bert-classifier", found.name());
      assertEquals("fp32", found.variant().name());
      assertEquals(List.of(found.variant()), found.variants());
      assertEquals(List.of("BertForSequenceClassification"), found.architectures());
      assertEquals(ProblemType.SINGLE_LABEL, found.problemType());
      assertEquals(List.of("World", "Sports", "Business", "Sci/Tech"), found.labels());
      assertEquals(
          List.of("input_ids", "attention_mask", "token_type_ids"),
          found.inputs().stream().map(input -> input.name()).toList());
      assertEquals("INT64", found.inputs().get(0).type());
      assertEquals(List.of("batch_size", "sequence_length"), found.inputs().get(0).shape());
      assertEquals("logits", found.outputs().get(0).name());
      assertEquals(Map.of("ai.onnx", 14L), found.opsets());
      assertEquals(2000, found.vocabularySize());
      assertEquals(512, found.maxTokens());
    }
  }

  @Test
  void describe_roberta_leavesOutThePositionsBeforeTheFirst() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.ROBERTA.directory())) {
      ModelDescription found = classifier.describe();
      assertEquals(512, found.maxTokens());
      assertEquals(1500, found.vocabularySize());
      assertEquals(18L, found.opsets().get("ai.onnx"));
      assertEquals(2, found.inputs().size());
    }
  }
}
