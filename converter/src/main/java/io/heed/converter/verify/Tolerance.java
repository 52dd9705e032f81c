package io.heed.converter.verify;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far a candidate may be from its reference. Every output must keep every limit that is given;
 * and none may have a NaN or infinity more than the reference. Immutable; every method gives a
 * changed tolerance.
 *
 * @param maxDifference of the largest absolute difference
 * @param minCosine of the lowest cosine of a vector
 * @param minMeanCosine of the mean cosine
 * @param minAgreement of the share of equal answers, 0 to 1, of outputs that are logits
 * @param maxAccuracyLoss in points: 0.2 is from 91.5 % to 91.3 %
 */
public record Tolerance(
    OptionalDouble maxDifference,
    OptionalDouble minCosine,
    OptionalDouble minMeanCosine,
    OptionalDouble minAgreement,
    OptionalDouble maxAccuracyLoss) {
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final double FLOAT_DIFFERENCE = 1e-4;

  /** Nothing but that there is no new NaN. */
  public static final Tolerance ANY = new Tolerance(NONE, NONE, NONE, NONE, NONE);

  /** For rewrites that keep single precision: sums in another order differ by less than 1e-4. */
  public static final Tolerance FLOAT = ANY.maxDifference(FLOAT_DIFFERENCE);

  /** With a limit of the largest absolute difference. */
  public Tolerance maxDifference(double limit) {
    return new Tolerance(
        OptionalDouble.of(limit), minCosine, minMeanCosine, minAgreement, maxAccuracyLoss);
  }

  /** With a limit of the lowest cosine. */
  public Tolerance minCosine(double limit) {
    return new Tolerance(
        maxDifference, OptionalDouble.of(limit), minMeanCosine, minAgreement, maxAccuracyLoss);
  }

  /** With a limit of the mean cosine. */
  public Tolerance minMeanCosine(double limit) {
    return new Tolerance(
        maxDifference, minCosine, OptionalDouble.of(limit), minAgreement, maxAccuracyLoss);
  }

  /** With a limit of the share of equal answers. */
  public Tolerance minAgreement(double limit) {
    return new Tolerance(
        maxDifference, minCosine, minMeanCosine, OptionalDouble.of(limit), maxAccuracyLoss);
  }

  /** With a limit of the points of accuracy that are lost. */
  public Tolerance maxAccuracyLoss(double points) {
    return new Tolerance(
        maxDifference, minCosine, minMeanCosine, minAgreement, OptionalDouble.of(points));
  }

  /** What is beyond its limit, each in a phrase with found and expected; none if it will do. */
  public List<String> misses(ComparisonResult result) {
    List<String> misses = new ArrayList<>();
    result.outputs().forEach(output -> addMisses(output, misses));
    boolean answers = result.outputs().stream().anyMatch(output -> output.agreement().isPresent());
    if (minAgreement.isPresent() && !answers) {
      misses.add("agreement: found no output that is logits, expected one");
    }
    if (maxAccuracyLoss.isPresent()) {
      addAccuracyMiss(result, maxAccuracyLoss.getAsDouble(), misses);
    }
    return misses;
  }

  /**
   * Refuses a result beyond a limit.
   *
   * @throws ConverterException (VERIFICATION) that names each figure, by how much it misses
   */
  public void check(ComparisonResult result) {
    List<String> misses = misses(result);
    if (!misses.isEmpty()) {
      throw new ConverterException(
          Kind.VERIFICATION,
          String.format(
              Locale.ROOT,
              "%s differs from %s: %s",
              result.candidate().name(),
              result.reference().name(),
              String.join("; ", misses)));
    }
  }

  private void addMisses(OutputDifference output, List<String> misses) {
    NotFinite expected = output.referenceNotFinite();
    NotFinite found = output.candidateNotFinite();
    if (found.nan() > expected.nan() || found.infinite() > expected.infinite()) {
      misses.add(
          String.format(
              Locale.ROOT,
              "%s: found %d NaN and %d infinite values, expected %d and %d",
              output.name(),
              found.nan(),
              found.infinite(),
              expected.nan(),
              expected.infinite()));
    }
    above(output.name() + ": largest difference", output.largest(), maxDifference, misses);
    below(output.name() + ": lowest cosine", output.cosine().lowest(), minCosine, misses);
    below(output.name() + ": mean cosine", output.cosine().mean(), minMeanCosine, misses);
    output
        .agreement()
        .ifPresent(
            share -> below(output.name() + ": label agreement", share, minAgreement, misses));
  }

  private static void addAccuracyMiss(ComparisonResult result, double limit, List<String> misses) {
    OptionalDouble before = result.reference().accuracy();
    OptionalDouble after = result.candidate().accuracy();
    if (before.isEmpty() || after.isEmpty()) {
      misses.add("accuracy: not measured, expected texts with labels");
      return;
    }
    // Rounded, so that a loss of exactly the limit is not above it by an error of the last bit.
    double points = 100 * (before.getAsDouble() - after.getAsDouble());
    above(
        "loss of accuracy in points",
        Math.round(points * 1e9) / 1e9,
        OptionalDouble.of(limit),
        misses);
  }

  private static void above(
      String figure, double found, OptionalDouble limit, List<String> misses) {
    if (limit.isPresent() && !(found <= limit.getAsDouble())) {
      misses.add(miss(figure, found, "at most", limit.getAsDouble()));
    }
  }

  private static void below(
      String figure, double found, OptionalDouble limit, List<String> misses) {
    if (limit.isPresent() && !(found >= limit.getAsDouble())) {
      misses.add(miss(figure, found, "at least", limit.getAsDouble()));
    }
  }

  private static String miss(String figure, double found, String bound, double limit) {
    return String.format(
        Locale.ROOT,
        "%s: found %.6g, expected %s %.6g (beyond by %.3g)",
        figure,
        found,
        bound,
        limit,
        Math.abs(found - limit));
  }
}
