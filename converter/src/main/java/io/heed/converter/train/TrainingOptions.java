package io.heed.converter.train;

/**
 * How a network is trained. Two runs with equal options, network and texts give equal weights.
 *
 * @param seed of initial weights, batches and dropout
 * @param epochs passes over the texts; the learning rate reaches 0 at their end
 * @param batchSize texts a step
 * @param learningRate the peak rate
 * @param warmupSteps steps over which the rate rises from 0 to the peak
 * @param weightDecay decoupled decay (Loshchilov and Hutter, "Decoupled Weight Decay
 *     Regularization", 2019), times the rate; 0 for none
 * @param clipNorm the largest global norm of a gradient; larger ones are scaled down to it
 * @param labelSmoothing share of a target that is spread over all labels (Szegedy et al., 2016)
 * @param wordDropout share of tokens that a step replaces by the unknown token
 * @param averageDecay decay a step of the exponential average of the weights that is evaluated and
 *     exported (Polyak and Juditsky, 1992); 0 to use the weights themselves
 * @param patience epochs without a better validation accuracy after which training stops
 * @param workers threads that share a batch, each with a graph of its own; part of the result,
 *     since sums of floats depend on their order
 * @param checkpointSteps steps between checkpoints
 */
public record TrainingOptions(
    long seed,
    int epochs,
    int batchSize,
    double learningRate,
    int warmupSteps,
    double weightDecay,
    double clipNorm,
    double labelSmoothing,
    double wordDropout,
    double averageDecay,
    int patience,
    int workers,
    int checkpointSteps) {
  /** Checks the ranges. */
  public TrainingOptions {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(batchSize >= 1, "batchSize", batchSize, "at least 1");
    require(learningRate > 0, "learningRate", learningRate, "above 0");
    require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
    require(weightDecay >= 0, "weightDecay", weightDecay, "at least 0");
    require(clipNorm > 0, "clipNorm", clipNorm, "above 0");
    require(isShare(labelSmoothing), "labelSmoothing", labelSmoothing, "in [0, 1)");
    require(isShare(wordDropout), "wordDropout", wordDropout, "in [0, 1)");
    require(isShare(averageDecay), "averageDecay", averageDecay, "in [0, 1)");
    require(patience >= 1, "patience", patience, "at least 1");
    require(workers >= 1 && workers <= batchSize, "workers", workers, "in [1, batchSize]");
    require(checkpointSteps >= 1, "checkpointSteps", checkpointSteps, "at least 1");
  }

  private static boolean isShare(double value) {
    return value >= 0 && value < 1;
  }

  private static void require(boolean met, String name, Number found, String expected) {
    if (!met) {
      throw new IllegalArgumentException(name + ": found " + found + ", expected " + expected);
    }
  }
}
