package io.heed.converter;

import io.heed.converter.evaluate.ConfusionMatrix;
import io.heed.converter.evaluate.Evaluation;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.plot.ConfusionMatrixPicture;
import io.heed.converter.plot.CurvePoint;
import io.heed.converter.plot.TrainingCurves;
import io.heed.converter.train.EpochMetrics;
import io.heed.models.HeedMetadata;
import io.heed.models.ModelConfig;
import io.heed.models.ModelDirectory;
import io.heed.models.ModelDirectoryWriter;
import io.heed.models.Variant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a trained model as a model directory, with its card, metrics and pictures. */
final class TrainedModelWriter {
  private final TrainingPlan plan;
  private final ModelConfig config;
  private final byte[] tokenizerJson;
  private final byte[] onnx;

  TrainedModelWriter(
      TrainingPlan plan,
      List<String> labels,
      NetworkConfig network,
      byte[] tokenizerJson,
      byte[] onnx) {
    this.plan = plan;
    this.config = config(labels, network);
    this.tokenizerJson = tokenizerJson;
    this.onnx = onnx;
  }

  /** Writes what is needed to run the model and no more. */
  ModelDirectory writeStaged(Path folder) {
    return files(folder).write();
  }

  /** Writes the whole directory. */
  ModelDirectory write(TrainingRecord record) {
    Evaluation measured = record.test().orElse(record.validation());
    return files(plan.output())
        .card(ModelCard.of(record))
        .metadata(
            HeedMetadata.of(Map.of(Variant.FP32, accuracy(measured.matrix())), provenance(record)))
        .file("training/metrics.json", TrainingMetrics.json(record))
        .file("training/curves.svg", utf8(TrainingCurves.svg(subtitle(), points(record))))
        .file(
            "training/confusion-matrix.svg",
            utf8(
                ConfusionMatrixPicture.svg(
                    record.test().isPresent() ? "test data" : "validation data",
                    measured.matrix().labels(),
                    measured.matrix().counts())))
        .write();
  }

  private ModelDirectoryWriter files(Path folder) {
    return ModelDirectoryWriter.to(folder)
        .config(config)
        .tokenizer(tokenizerJson)
        .variant(Variant.FP32, onnx);
  }

  private static ModelConfig config(List<String> labels, NetworkConfig network) {
    return ModelConfig.builder(labels)
        .modelType("heed-encoder")
        .architectures("HeedEncoderForSequenceClassification")
        .maxPositionEmbeddings(network.maxLength())
        .vocabSize(network.vocabularySize())
        .padTokenId(0)
        .other("hidden_size", network.width())
        .other("num_hidden_layers", network.blocks())
        .other("num_attention_heads", network.heads())
        .other("head_dim", network.keySize())
        .other("intermediate_size", network.feedForward())
        .other("classifier_hidden_size", network.hidden())
        .other("pooling", network.pooling().optionName())
        .other("hidden_act", network.activation().optionName())
        .other("layer_norm_eps", network.normEpsilon())
        .build();
  }

  private static Map<String, String> provenance(TrainingRecord record) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("command", record.plan().command());
    provenance.put("preset", record.plan().preset());
    provenance.put("seed", Long.toString(record.plan().options().seed()));
    provenance.put("data", String.valueOf(record.plan().data().getFileName()));
    record
        .plan()
        .testData()
        .ifPresent(file -> provenance.put("test", String.valueOf(file.getFileName())));
    return provenance;
  }

  private String subtitle() {
    return "preset " + plan.preset() + ", seed " + plan.options().seed();
  }

  private static List<CurvePoint> points(TrainingRecord record) {
    List<CurvePoint> points = new ArrayList<>();
    for (EpochMetrics epoch : record.result().history()) {
      points.add(
          new CurvePoint(
              "training", epoch.epoch(), epoch.trainingLoss(), epoch.trainingAccuracy()));
    }
    for (EpochMetrics epoch : record.result().history()) {
      points.add(
          new CurvePoint(
              "validation", epoch.epoch(), epoch.validationLoss(), epoch.validationAccuracy()));
    }
    return points;
  }

  private static double accuracy(ConfusionMatrix matrix) {
    return (double) matrix.right() / matrix.total();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
