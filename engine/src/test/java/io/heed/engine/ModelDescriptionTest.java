package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import io.heed.models.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void describe_formForSingleTexts_isRunWhereEachRunHoldsOne(@TempDir Path folder)
      throws IOException {
    try (Stream<Path> files = Files.list(HfFixture.BERT.directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.copy(folder.resolve("model.onnx"), folder.resolve("model_single.onnx"));
    ModelDirectory directory = ModelDirectory.open(folder);
    assertEquals("model.onnx", loaded(TextClassifier.builder(directory)));
    assertEquals("model_single.onnx", loaded(TextClassifier.builder(directory).maxBatchRows(1)));
    assertEquals(
        "model_single.onnx",
        loaded(TextClassifier.builder(directory).batchPolicy(EqualLengthBatchPolicy.of(1))));
    assertEquals(
        "model.onnx",
        loaded(
            TextClassifier.builder(directory)
                .batchPolicy(TokenBudgetBatchPolicy.of(64, 1, 8, 16))));
  }

  private static String loaded(TextClassifierBuilder builder) {
    try (TextClassifier classifier = builder.build()) {
      return classifier.describe().variant().file();
    }
  }
}
