package io.heed.converter;

import io.heed.converter.evaluate.ClassScore;
import io.heed.converter.evaluate.ClassificationReport;
import io.heed.converter.evaluate.Evaluation;
import io.heed.converter.train.EpochMetrics;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The figures of a run as JSON. */
final class TrainingMetrics {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private TrainingMetrics() {}

  static byte[] json(TrainingRecord record) {
    ObjectNode root = JSON.createObjectNode();
    root.put("preset", record.plan().preset());
    root.put("command", record.plan().command());
    root.put("parameters", record.network().parameters());
    root.put("badRows", record.badRows().count());
    root.put("trainingTexts", record.trainingTexts());
    root.put("validationTexts", record.validationTexts());
    root.set("options", JSON.valueToTree(record.plan().options()));
    root.set("network", JSON.valueToTree(record.network()));
    root.put("steps", record.result().steps());
    root.put("seconds", record.result().seconds());
    root.put("textsPerSecond", record.textsPerSecond());
    root.put("bestEpoch", record.result().bestEpoch());
    ArrayNode epochs = root.putArray("epochs");
    for (EpochMetrics epoch : record.result().history()) {
      epochs.add(JSON.<ObjectNode>valueToTree(epoch));
    }
    root.putObject("exportParity")
        .put("texts", record.parity().texts())
        .put("largestDifference", record.parity().largestDifference());
    root.set("validation", evaluation(record.validation()));
    record.test().ifPresent(test -> root.set("test", evaluation(test)));
    return JSON.writeValueAsBytes(root);
  }

  private static ObjectNode evaluation(Evaluation evaluation) {
    ClassificationReport report = ClassificationReport.of(evaluation.matrix());
    ObjectNode node = JSON.createObjectNode();
    node.put("texts", report.texts());
    node.put("accuracy", report.accuracy());
    ArrayNode classes = node.putArray("classes");
    for (ClassScore score : report.classes()) {
      classes.add(JSON.<ObjectNode>valueToTree(score));
    }
    node.set("confusionMatrix", JSON.valueToTree(evaluation.matrix().counts()));
    return node;
  }
}
