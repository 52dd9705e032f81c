package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import io.heed.converter.train.TrainingOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of {@code heed train} that replace those of a preset. */
final class TrainingArguments {
  @Option(names = "--seed", paramLabel = "N", description = "of all that is random (default: 42)")
  private long seed = 42;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "threads that share a batch; the processors, at most 4, if not given")
  private @Nullable Integer workers;

  @Option(names = "--epochs", paramLabel = "N", description = "passes over the data")
  private @Nullable Integer epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "epochs without a better validation accuracy before training stops")
  private @Nullable Integer patience;

  @Option(names = "--batch-size", paramLabel = "N", description = "texts a step")
  private @Nullable Integer batchSize;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "the peak rate")
  private @Nullable Double learningRate;

  @Option(names = "--warmup-steps", paramLabel = "N", description = "steps up to the peak rate")
  private @Nullable Integer warmupSteps;

  @Option(names = "--weight-decay", paramLabel = "RATE", description = "decoupled weight decay")
  private @Nullable Double weightDecay;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "share of a target spread over all labels")
  private @Nullable Double labelSmoothing;

  @Option(
      names = "--word-dropout",
      paramLabel = "RATE",
      description = "share of words made unknown in training")
  private @Nullable Double wordDropout;

  @Option(
      names = "--average-decay",
      paramLabel = "RATE",
      description = "decay of the average of the weights; 0 uses the weights themselves")
  private @Nullable Double averageDecay;

  @Option(names = "--checkpoint-steps", paramLabel = "N", description = "steps between checkpoints")
  private @Nullable Integer checkpointSteps;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "N",
      description = "most words, padding and unknown included")
  private @Nullable Integer vocabularySize;

  @Option(names = "--max-length", paramLabel = "N", description = "longest text in words")
  private @Nullable Integer maxLength;

  @Option(names = "--width", paramLabel = "N", description = "features a word")
  private @Nullable Integer width;

  @Option(names = "--blocks", paramLabel = "N", description = "encoder blocks")
  private @Nullable Integer blocks;

  @Option(
      names = "--embedding-dropout",
      paramLabel = "RATE",
      description = "share of the embeddings' features dropped in training")
  private @Nullable Double embeddingDropout;

  @Option(
      names = "--block-dropout",
      paramLabel = "RATE",
      description = "share of features dropped on the two branches of a block")
  private @Nullable Double blockDropout;

  @Option(
      names = "--pooling-dropout",
      paramLabel = "RATE",
      description = "share of features dropped before and after the dense layer")
  private @Nullable Double poolingDropout;

  @Option(
      names = "--pooling",
      paramLabel = "HOW",
      description = "masked_average leaves padding out, padded_average does not")
  private @Nullable String pooling;

  TrainingOptions options(TrainingOptions preset) {
    try {
      return new TrainingOptions(
          seed,
          or(epochs, preset.epochs()),
          or(batchSize, preset.batchSize()),
          or(learningRate, preset.learningRate()),
          or(warmupSteps, preset.warmupSteps()),
          or(weightDecay, preset.weightDecay()),
          preset.clipNorm(),
          or(labelSmoothing, preset.labelSmoothing()),
          or(wordDropout, preset.wordDropout()),
          or(averageDecay, preset.averageDecay()),
          or(patience, preset.patience()),
          or(workers, Math.min(4, Runtime.getRuntime().availableProcessors())),
          or(checkpointSteps, preset.checkpointSteps()));
    } catch (IllegalArgumentException e) {
      throw new ConverterException(Kind.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  NetworkConfig network(NetworkConfig preset) {
    try {
      return new NetworkConfig(
          or(vocabularySize, preset.vocabularySize()),
          or(maxLength, preset.maxLength()),
          or(width, preset.width()),
          preset.heads(),
          preset.keySize(),
          preset.feedForward(),
          or(blocks, preset.blocks()),
          preset.hidden(),
          preset.labels(),
          preset.activation(),
          pooling == null ? preset.pooling() : pooling(pooling),
          preset.normEpsilon(),
          or(embeddingDropout, preset.embeddingDropout()),
          or(blockDropout, preset.blockDropout()),
          or(poolingDropout, preset.poolingDropout()));
    } catch (IllegalArgumentException e) {
      throw new ConverterException(Kind.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Pooling pooling(String name) {
    for (Pooling pooling : Pooling.values()) {
      if (pooling.optionName().equals(name.toLowerCase(Locale.ROOT))) {
        return pooling;
      }
    }
    throw new ConverterException(
        Kind.USAGE, "--pooling: found \"" + name + "\", expected masked_average or padded_average");
  }

  private static <T> T or(@Nullable T value, T preset) {
    return value != null ? value : preset;
  }
}
