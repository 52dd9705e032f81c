package io.heed.converter.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values by hand, as fractions. */
class ClassificationReportTest {

  private static final double EXACT = 1e-15;

  @Test
  void of_threeClasses_givesTheFractions() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(List.of("a", "b", "c"), new long[][] {{5, 1, 0}, {2, 3, 1}, {0, 0, 8}});

    ClassificationReport report = ClassificationReport.of(matrix);

    assertEquals(20, report.texts());
    assertEquals(16.0 / 20, report.accuracy(), EXACT);
    assertScore("a", 5.0 / 7, 5.0 / 6, 10.0 / 13, 6, report.classes().get(0));
    assertScore("b", 3.0 / 4, 3.0 / 6, 6.0 / 10, 6, report.classes().get(1));
    assertScore("c", 8.0 / 9, 1.0, 16.0 / 17, 8, report.classes().get(2));
    assertScore(
        "macro average",
        (5.0 / 7 + 3.0 / 4 + 8.0 / 9) / 3,
        (5.0 / 6 + 3.0 / 6 + 1.0) / 3,
        (10.0 / 13 + 6.0 / 10 + 16.0 / 17) / 3,
        20,
        report.macro());
  }

  @Test
  void of_classNeverSeenNorPredicted_countsAsZeroInTheMeans() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(List.of("a", "b", "c"), new long[][] {{4, 0, 0}, {2, 0, 0}, {0, 0, 0}});

    ClassificationReport report = ClassificationReport.of(matrix);

    assertScore("a", 4.0 / 6, 1, 8.0 / 10, 4, report.classes().get(0));
    assertScore("b", 0, 0, 0, 2, report.classes().get(1));
    assertScore("c", 0, 0, 0, 0, report.classes().get(2));
    assertScore("macro average", 4.0 / 18, 1.0 / 3, 8.0 / 30, 6, report.macro());
  }

  @Test
  void of_noTexts_isZeroThroughout() {
    ClassificationReport report =
        ClassificationReport.of(ConfusionMatrix.of(List.of("a", "b"), new long[2][2]));

    assertEquals(0, report.accuracy());
    assertScore("macro average", 0, 0, 0, 0, report.macro());
  }

  @Test
  void of_countsThatAreNotSquare_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ConfusionMatrix.of(List.of("a", "b"), new long[][] {{1, 2}, {3}}));
    assertThrows(
        IllegalArgumentException.class, () -> ConfusionMatrix.of(List.of("a"), new long[2][2]));
  }

  @Test
  void counts_changedByCaller_leaveTheMatrixAlone() {
    long[][] counts = {{1, 2}, {3, 4}};
    ConfusionMatrix matrix = ConfusionMatrix.of(List.of("a", "b"), counts);
    counts[0][0] = 99;
    matrix.counts()[1][1] = 99;

    assertEquals(10, matrix.total());
    assertEquals(3, matrix.ofTruth(0));
    assertEquals(4, matrix.ofPrediction(0));
    assertEquals(5, matrix.right());
  }

  private static void assertScore(
      String label, double precision, double recall, double f1, long support, ClassScore score) {
    assertEquals(label, score.label());
    assertEquals(precision, score.precision(), EXACT);
    assertEquals(recall, score.recall(), EXACT);
    assertEquals(f1, score.f1(), EXACT);
    assertEquals(support, score.support());
  }
}
