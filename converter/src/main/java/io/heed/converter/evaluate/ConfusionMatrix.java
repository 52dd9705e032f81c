package io.heed.converter.evaluate;

import java.util.List;

/** Counts of texts by true and predicted class. Immutable. */
public final class ConfusionMatrix {

  private final List<String> labels;
  private final long[][] counts;

  private ConfusionMatrix(List<String> labels, long[][] counts) {
    this.labels = labels;
    this.counts = counts;
  }

  /**
   * The matrix with these counts, which are copied.
   *
   * @param counts {@code counts[i][j]} texts of class i were taken for class j; square, as many
   *     rows as labels
   */
  public static ConfusionMatrix of(List<String> labels, long[][] counts) {
    long[][] copy = new long[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      copy[i] = counts[i].clone();
      if (counts.length != labels.size() || copy[i].length != labels.size()) {
        throw new IllegalArgumentException(
            "counts: found "
                + counts.length
                + " rows, row "
                + i
                + " of "
                + copy[i].length
                + ", expected "
                + labels.size()
                + " squared");
      }
    }
    return new ConfusionMatrix(List.copyOf(labels), copy);
  }

  /** The classes by id. */
  public List<String> labels() {
    return labels;
  }

  /** How many texts of class {@code truth} were taken for class {@code predicted}. */
  public long count(int truth, int predicted) {
    return counts[truth][predicted];
  }

  /** All counts, a copy: rows are true classes, columns predicted ones. */
  public long[][] counts() {
    long[][] copy = counts.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = copy[i].clone();
    }
    return copy;
  }

  /** The texts whose true class this is. */
  public long ofTruth(int truth) {
    long sum = 0;
    for (long count : counts[truth]) {
      sum += count;
    }
    return sum;
  }

  /** The texts taken for this class. */
  public long ofPrediction(int predicted) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[predicted];
    }
    return sum;
  }

  /** All texts. */
  public long total() {
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += ofTruth(i);
    }
    return sum;
  }

  /** The texts answered rightly. */
  public long right() {
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i][i];
    }
    return sum;
  }
}
