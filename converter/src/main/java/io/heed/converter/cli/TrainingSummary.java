package io.heed.converter.cli;

import io.heed.converter.TrainedModel;
import io.heed.converter.TrainingRecord;
import io.heed.converter.evaluate.Evaluation;
import java.util.Locale;

/** What a finished run tells. */
final class TrainingSummary {
  private TrainingSummary() {}

  static String of(TrainedModel model) {
    TrainingRecord record = model.record();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "trained    %,d parameters, %d epochs (kept: %d), %.0f s, %,.0f texts/s%n",
            record.network().parameters(),
            record.result().history().size(),
            record.result().bestEpoch(),
            record.result().seconds(),
            record.textsPerSecond()));
    text.append(
        String.format(
            Locale.ROOT,
            "exported   %,d bytes, logits equal to %.1e over %,d texts%n",
            model.directory().defaultVariant().sizeBytes(),
            record.parity().largestDifference(),
            record.parity().texts()));
    append(text, "validation", record.validation());
    record.test().ifPresent(test -> append(text, "test", test));
    text.append("written to ").append(model.directory()).append(System.lineSeparator());
    return text.toString();
  }

  private static void append(StringBuilder text, String name, Evaluation evaluation) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-10s %.2f%% of %,d texts%n",
            name,
            100.0 * evaluation.matrix().right() / evaluation.matrix().total(),
            evaluation.matrix().total()));
  }
}
