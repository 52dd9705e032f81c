package io.heed.converter.verify;

import java.util.Optional;
import java.util.OptionalDouble;

/** Adds up what the rows of an output say of the difference. Confined to one thread. */
final class DifferenceSums {
  private final OutputPair pair;
  private long values;
  private double largest;
  private double sum;
  private double largestRelative;
  private final Cosine.Sum cosine = new Cosine.Sum();
  private final Cosine.Sum pooled = new Cosine.Sum();
  private boolean tokens;
  private long vectors;
  private long agreeing;
  private final NotFinite.Count referenceNotFinite = new NotFinite.Count();
  private final NotFinite.Count candidateNotFinite = new NotFinite.Count();

  DifferenceSums(OutputPair pair) {
    this.pair = pair;
  }

  /** Adds a row; both sides must have the same shape. */
  void add(RowValues reference, RowValues candidate) {
    float[] expected = reference.values();
    float[] found = candidate.values();
    for (int i = 0; i < expected.length; i++) {
      addValue(expected[i], found[i]);
    }
    int width = reference.width();
    for (int from = 0; width > 0 && from < expected.length; from += width) {
      cosine.add(Cosine.of(expected, found, from, width));
      if (pair.logits()) {
        vectors++;
        agreeing += largestOf(expected, from, width) == largestOf(found, from, width) ? 1 : 0;
      }
    }
    if (reference.tokens() && reference.shape().length == 2 && expected.length > 0) {
      tokens = true;
      pooled.add(Cosine.of(sumOfRows(expected, width), sumOfRows(found, width), 0, width));
    }
  }

  OutputDifference total() {
    return new OutputDifference(
        pair.reference().name(),
        pair.candidate().name(),
        values,
        largest,
        values == 0 ? 0 : sum / values,
        largestRelative,
        cosine.total(),
        tokens ? Optional.of(pooled.total()) : Optional.empty(),
        vectors > 0 ? OptionalDouble.of((double) agreeing / vectors) : OptionalDouble.empty(),
        referenceNotFinite.total(),
        candidateNotFinite.total());
  }

  private void addValue(float expected, float found) {
    referenceNotFinite.add(expected);
    candidateNotFinite.add(found);
    double difference =
        Float.compare(expected, found) == 0 ? 0 : Math.abs((double) expected - found);
    if (Double.isNaN(difference)) {
      difference = Double.POSITIVE_INFINITY;
    }
    values++;
    sum += difference;
    largest = Math.max(largest, difference);
    if (Math.abs(expected) >= OutputDifference.RELATIVE_FLOOR && Float.isFinite(expected)) {
      largestRelative = Math.max(largestRelative, difference / Math.abs((double) expected));
    }
  }

  /** The place of the largest value, the first of equals; -1 if one of them is NaN. */
  static int largestOf(float[] values, int from, int width) {
    int best = 0;
    for (int i = 0; i < width; i++) {
      if (Float.isNaN(values[from + i])) {
        return -1;
      }
      if (values[from + i] > values[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /** The sum has the direction of the mean. */
  private static float[] sumOfRows(float[] values, int width) {
    float[] total = new float[width];
    for (int i = 0; i < values.length; i++) {
      total[i % width] += values[i];
    }
    return total;
  }
}
