package io.heed.converter;

import io.heed.converter.evaluate.ClassScore;
import io.heed.converter.evaluate.ClassificationReport;
import io.heed.converter.evaluate.Evaluation;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.train.EpochMetrics;
import io.heed.converter.train.TrainingOptions;
import java.util.Locale;

/** The README.md of a trained model: what it is, from what it was made and how good it is. */
final class ModelCard {
  private final StringBuilder text = new StringBuilder();
  private final TrainingRecord record;

  private ModelCard(TrainingRecord record) {
    this.record = record;
  }

  static String of(TrainingRecord record) {
    ModelCard card = new ModelCard(record);
    card.head();
    card.accuracy();
    card.training();
    card.curve();
    return card.text.toString();
  }

  private void head() {
    NetworkConfig network = record.network();
    line("# %s", record.plan().output().getFileName());
    line("");
    line(
        "A text classifier with the labels %s, trained by Heed (preset `%s`) and exported to ONNX.",
        String.join(", ", record.validation().matrix().labels()), record.plan().preset());
    line("");
    line("| network | |");
    line("|---|---|");
    line("| parameters | %,d |", network.parameters());
    line(
        "| vocabulary | %,d words, `%s` |", network.vocabularySize(), record.plan().standardizer());
    line("| longest text | %d words; longer ones are cut |", network.maxLength());
    line(
        "| encoder | %d block(s), width %d, %d heads of %d, feed-forward %d, %s |",
        network.blocks(),
        network.width(),
        network.heads(),
        network.keySize(),
        network.feedForward(),
        network.activation().optionName());
    line("| pooling | %s |", network.pooling().optionName());
    line("| before the labels | dense layer of %d, relu |", network.hidden());
    line("");
  }

  private void accuracy() {
    Evaluation measured = record.test().orElse(record.validation());
    ClassificationReport report = ClassificationReport.of(measured.matrix());
    line("## Accuracy");
    line("");
    line(
        "%.2f%% on %,d texts of %s, measured on the exported model.",
        100 * report.accuracy(),
        report.texts(),
        record
            .plan()
            .testData()
            .map(file -> "`" + file.getFileName() + "`, on which nothing was trained or chosen")
            .orElse("the validation part, by which the epoch was chosen"));
    line("");
    line("| class | precision | recall | F1 | texts |");
    line("|---|---|---|---|---|");
    for (ClassScore score : report.classes()) {
      line(
          "| %s | %.4f | %.4f | %.4f | %,d |",
          score.label(), score.precision(), score.recall(), score.f1(), score.support());
    }
    line("");
    line("![Confusion matrix](training/confusion-matrix.svg)");
    line("");
  }

  private void training() {
    TrainingOptions options = record.plan().options();
    line("## Training");
    line("");
    line("```");
    line("%s", record.plan().command());
    line("```");
    line("");
    line(
        "%,d texts of `%s` were trained on and %,d set aside to choose the epoch. Seed %d; %,d steps"
            + " of %d texts in %.0f seconds with %d worker(s): %,.0f texts a second.",
        record.trainingTexts(),
        record.plan().data().getFileName(),
        record.validationTexts(),
        options.seed(),
        record.result().steps(),
        options.batchSize(),
        record.result().seconds(),
        options.workers(),
        record.textsPerSecond());
    line(
        "The logits of the export differ from the trained graph's by at most %.1e over %,d texts.",
        record.parity().largestDifference(), record.parity().texts());
    line("");
  }

  private void curve() {
    line("| epoch | training loss | training accuracy | validation loss | validation accuracy |");
    line("|---|---|---|---|---|");
    for (EpochMetrics epoch : record.result().history()) {
      line(
          "| %d%s | %.4f | %.4f | %.4f | %.4f |",
          epoch.epoch(),
          epoch.epoch() == record.result().bestEpoch() ? " (kept)" : "",
          epoch.trainingLoss(),
          epoch.trainingAccuracy(),
          epoch.validationLoss(),
          epoch.validationAccuracy());
    }
    line("");
    line("![Training curves](training/curves.svg)");
    record.plan().dataNote().ifPresent(note -> line("%n## Data%n%n%s", note));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
