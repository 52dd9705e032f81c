package io.heed.converter;

import io.heed.converter.corpus.BadRowReport;
import io.heed.converter.evaluate.Evaluation;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.train.TrainingResult;
import java.util.Optional;

/**
 * How a model came about.
 *
 * @param plan what was asked for
 * @param network the network with the sizes that the data gave it
 * @param badRows rows of the data that were left out
 * @param trainingTexts texts trained on
 * @param validationTexts texts set aside to choose the epoch
 * @param result the training
 * @param parity the check of the export against the trained graph
 * @param validation the exported model on the texts set aside
 * @param test the exported model on the test data
 */
public record TrainingRecord(
    TrainingPlan plan,
    NetworkConfig network,
    BadRowReport badRows,
    int trainingTexts,
    int validationTexts,
    TrainingResult result,
    ExportParity parity,
    Evaluation validation,
    Optional<Evaluation> test) {
  /** Texts trained on a second, over all epochs, validation included. */
  public double textsPerSecond() {
    return (double) trainingTexts * result.history().size() / result.seconds();
  }
}
