package io.heed.converter.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The usual measures of a classifier. Immutable.
 *
 * @param texts how many texts were answered
 * @param accuracy the right share of them, 0 without texts
 * @param classes each class, by id
 * @param macro the unweighted means over all classes, also over those without texts
 */
public record ClassificationReport(
    long texts, double accuracy, List<ClassScore> classes, ClassScore macro) {

  /** Copies the list. */
  public ClassificationReport {
    classes = List.copyOf(classes);
  }

  /** The measures of these counts. */
  public static ClassificationReport of(ConfusionMatrix matrix) {
    List<ClassScore> classes = new ArrayList<>();
    for (int i = 0; i < matrix.labels().size(); i++) {
      long right = matrix.count(i, i);
      long support = matrix.ofTruth(i);
      long taken = matrix.ofPrediction(i);
      classes.add(
          new ClassScore(
              matrix.labels().get(i),
              ratio(right, taken),
              ratio(right, support),
              ratio(2 * right, taken + support),
              support));
    }
    ClassScore macro =
        new ClassScore(
            "macro average",
            mean(classes, ClassScore::precision),
            mean(classes, ClassScore::recall),
            mean(classes, ClassScore::f1),
            matrix.total());
    return new ClassificationReport(
        matrix.total(), ratio(matrix.right(), matrix.total()), classes, macro);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double mean(List<ClassScore> classes, ToDoubleFunction<ClassScore> of) {
    return classes.stream().mapToDouble(of).average().orElse(0);
  }
}
