package io.heed.converter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.quantize.VariantCheck.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SensitivitySearchTest {
  private static final List<String> NAMES = names(40);

  /** The loss of a layer is its number, of a model the sum over its quantised layers. */
  private static Function<Set<String>, Verdict> limit(List<String> names, double limit) {
    return kept -> {
      double loss =
          names.stream()
              .filter(name -> !kept.contains(name))
              .mapToInt(name -> Integer.parseInt(name.substring(1)))
              .sum();
      return new Verdict(loss, loss <= limit);
    };
  }

  @Test
  void find_allWithinTheLimit_takesOneRun() {
    SensitivityReport report = SensitivitySearch.find(NAMES, 64, limit(NAMES, 780));
    assertEquals(Set.of(), report.kept());
    assertEquals(1, report.runs());
    assertEquals(List.of(), report.ranking());
  }

  /** 0 + … + 39 = 780; without 39, 38 and 37: 666. */
  @Test
  void find_threeLayersTooMany_keepsTheThreeMostSensitive() {
    SensitivityReport report = SensitivitySearch.find(NAMES, 64, limit(NAMES, 666));
    assertEquals(Set.of("n37", "n38", "n39"), report.kept());
    assertEquals(List.of("n39"), report.ranking().get(0).names());
    assertEquals(39, report.ranking().get(0).loss());
    assertTrue(report.runs() <= 64, report.runs() + " runs");
  }

  @Test
  void find_moreLayersThanRuns_takesNeighboursTogether() {
    List<String> names = names(1000);
    SensitivityReport report = SensitivitySearch.find(names, 32, limit(names, 100_000));
    assertTrue(report.runs() <= 32, report.runs() + " runs");
    Set<String> quantized = new HashSet<>(names);
    quantized.removeAll(report.kept());
    assertTrue(limit(names, 100_000).apply(report.kept()).accepted());
    assertTrue(quantized.size() > 300, quantized.size() + " quantised");
  }

  @Test
  void find_nothingHelps_keepsAll() {
    SensitivityReport report = SensitivitySearch.find(NAMES, 64, limit(NAMES, -1));
    assertEquals(new HashSet<>(NAMES), report.kept());
  }

  @Test
  void find_lossThatIsNoNumber_ranksFirst() {
    SensitivityReport report =
        SensitivitySearch.find(
            List.of("a", "b"),
            16,
            kept -> new Verdict(kept.contains("b") ? 1 : Double.NaN, kept.contains("b")));
    assertEquals(Set.of("b"), report.kept());
  }

  @Test
  void find_tooFewRuns_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> SensitivitySearch.find(NAMES, 15, limit(NAMES, 1)));
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
  }
}
