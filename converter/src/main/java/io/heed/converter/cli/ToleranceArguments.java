package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.verify.Tolerance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far a model may be from another one; mixed into commands that compare. */
final class ToleranceArguments {
  @Option(
      names = "--max-difference",
      paramLabel = "X",
      description = "The largest absolute difference of any value.")
  private @Nullable Double maxDifference;

  @Option(
      names = "--min-cosine",
      paramLabel = "X",
      description = "The lowest cosine of any vector, a row's or a token's.")
  private @Nullable Double minCosine;

  @Option(
      names = "--min-mean-cosine",
      paramLabel = "X",
      description = "The mean cosine of the vectors of an output.")
  private @Nullable Double minMeanCosine;

  @Option(
      names = "--min-agreement",
      paramLabel = "X",
      description = "The share of texts with the same label, 0 to 1.")
  private @Nullable Double minAgreement;

  @Option(
      names = "--max-accuracy-loss",
      paramLabel = "POINTS",
      description = "How much accuracy may be lost: 0.2 is from 91.5 %% to 91.3 %%. With --data.")
  private @Nullable Double maxAccuracyLoss;

  /**
   * What was asked for; throws a usage error at a limit that cannot be one.
   *
   * @param usual what holds if nothing was asked for
   */
  Tolerance tolerance(boolean labelled, Tolerance usual) {
    Tolerance tolerance = Tolerance.ANY;
    if (maxDifference != null) {
      tolerance =
          tolerance.maxDifference(
              within("--max-difference", maxDifference, 0, Double.POSITIVE_INFINITY));
    }
    if (minCosine != null) {
      tolerance = tolerance.minCosine(within("--min-cosine", minCosine, -1, 1));
    }
    if (minMeanCosine != null) {
      tolerance = tolerance.minMeanCosine(within("--min-mean-cosine", minMeanCosine, -1, 1));
    }
    if (minAgreement != null) {
      tolerance = tolerance.minAgreement(within("--min-agreement", minAgreement, 0, 1));
    }
    if (maxAccuracyLoss != null) {
      if (!labelled) {
        throw new ConverterException(
            Kind.USAGE, "--max-accuracy-loss: found without --data, expected labelled texts");
      }
      tolerance = tolerance.maxAccuracyLoss(within("--max-accuracy-loss", maxAccuracyLoss, 0, 100));
    }
    return tolerance.equals(Tolerance.ANY) ? usual : tolerance;
  }

  private static double within(String option, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new ConverterException(
          Kind.USAGE,
          option + ": found " + value + ", expected a number from " + min + " to " + max);
    }
    return value;
  }
}
