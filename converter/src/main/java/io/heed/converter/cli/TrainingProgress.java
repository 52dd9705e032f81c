package io.heed.converter.cli;

import io.heed.converter.train.EpochMetrics;
import io.heed.converter.train.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on standard error: where somebody watches a bar over all epochs with loss, accuracy,
 * texts a second and time left; elsewhere a line an epoch.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final PrintWriter err;
  private final int epochs;
  private final boolean quiet;
  private @Nullable ProgressBar bar;

  TrainingProgress(PrintWriter err, int epochs, boolean quiet) {
    this.err = err;
    this.epochs = epochs;
    this.quiet = quiet;
  }

  @Override
  public void onStep(StepProgress progress) {
    if (bar == null) {
      bar = ProgressBars.start("train", "texts", epochs * progress.epochTexts(), quiet);
    }
    if (bar != null) {
      bar.stepTo((progress.epoch() - 1) * progress.epochTexts() + progress.texts());
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              "epoch %d/%d loss %.4f accuracy %.4f",
              progress.epoch(),
              epochs,
              progress.loss(),
              progress.accuracy()));
    }
  }

  @Override
  public void onEpoch(EpochMetrics metrics) {
    if (!quiet) {
      err.printf(
          Locale.ROOT,
          "epoch %d/%d: training loss %.4f, accuracy %.4f; validation loss %.4f, accuracy %.4f%n",
          metrics.epoch(),
          epochs,
          metrics.trainingLoss(),
          metrics.trainingAccuracy(),
          metrics.validationLoss(),
          metrics.validationAccuracy());
      err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
