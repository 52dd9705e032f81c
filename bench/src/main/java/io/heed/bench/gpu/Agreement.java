package io.heed.bench.gpu;

import java.util.Locale;
import java.util.Map;

/**
 * How far logits are from those of single precision on the CPU. Immutable.
 *
 * @param cosine the lowest of any text
 * @param largestDifference of any logit
 * @param leastCosine what it has to be
 */
record Agreement(double cosine, double largestDifference, double leastCosine) {
  /** By the precision: rounding, or integers of random weights. */
  static Agreement of(Precision precision, float[][] reference, float[][] found) {
    double least = 1;
    double largest = 0;
    for (int row = 0; row < reference.length; row++) {
      double product = 0;
      double left = 0;
      double right = 0;
      for (int i = 0; i < reference[row].length; i++) {
        double a = reference[row][i];
        double b = found[row][i];
        product += a * b;
        left += a * a;
        right += b * b;
        largest = Math.max(largest, Math.abs(a - b));
      }
      double cosine = product / Math.sqrt(left * right);
      least = Double.isNaN(cosine) ? -1 : Math.min(least, cosine);
      if (least < 0) {
        largest = Double.isNaN(cosine) ? Double.MAX_VALUE : largest;
        break;
      }
    }
    return new Agreement(least, largest, limit(precision));
  }

  private static double limit(Precision precision) {
    return switch (precision) {
      case FP32 -> 0.9999;
      case TF32, FP16 -> 0.999;
      case INT8 -> 0.95;
    };
  }

  boolean good() {
    return cosine >= leastCosine;
  }

  Map<String, Object> json() {
    return Map.of(
        "cosine", cosine, "largestDifference", largestDifference, "leastCosine", leastCosine);
  }

  String objection() {
    return String.format(
        Locale.ROOT,
        "the lowest cosine with fp32 on the CPU is %.6f, expected %.4f or more; the largest"
            + " difference is %.3g",
        cosine,
        leastCosine,
        largestDifference);
  }
}
