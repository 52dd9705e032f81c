package io.heed.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arithmetic, by hand. {@code hand-made.json} has three forks of two iterations, by fork:
 *
 * <pre>
 * classify   100  200  120     tokenize  20  50  20     bareRun  50  100  60     rank  2  4  2
 * rest        28   46   38     floor     70 150  80     ratio  1.43 1.33 1.50
 * engineRun   70  140   80     naiveRun 110 220 150
 * </pre>
 *
 * In mode sample, in nanoseconds: classify has the medians 100 100 120 µs, since 4 of 6 calls of
 * its first fork took 100 or less and 2 less than that; tokenize 20, bareRun 60 70 60, rank 1. In
 * turns, in three rounds of three iterations, with the middle of each: classify 100 200 100,
 * bareRun 61 120 61, tokenize 23 43 23, rank 1, and so rest 15 36 15.
 */
class ClassifyReportTest {
  private static final Path HAND_MADE =
      Path.of("src/test/resources/io/heed/bench/report/hand-made.json");
  private static final double EXACT = 1e-9;

  @TempDir private Path folder;

  @Test
  void parts_ofEachRound_areTakenWithinTheRound() {
    ClassifyBreakdown breakdown = breakdown("avgt");
    assertPart(breakdown.parts().get(0), "tokenizer", 20, 20, 50, 0.2, 20 / 120.0, 0.25);
    assertPart(breakdown.parts().get(1), "bare run", 60, 50, 100, 0.5, 0.5, 0.5);
    assertPart(breakdown.parts().get(2), "softmax and ranking", 2, 2, 4, 0.02, 2 / 120.0, 0.02);
    assertPart(
        breakdown.parts().get(3), "rest (by difference)", 38, 28, 46, 0.28, 0.23, 38 / 120.0);
    assertPart(breakdown.classify(), "classify", 120, 100, 200, 1, 1, 1);
    assertEquals(100 / 70.0, breakdown.overFloor().median(), EXACT);
    assertEquals(200 / 150.0, breakdown.overFloor().least(), EXACT);
    assertEquals(120 / 80.0, breakdown.overFloor().most(), EXACT);
  }

  @Test
  void typicalCall_ofEachRound_isTheMedianOfItsCalls() {
    ClassifyBreakdown typical = breakdown("sample");
    assertPart(typical.classify(), "classify", 100, 100, 120, 1, 1, 1);
    assertPart(typical.parts().get(1), "bare run", 60, 60, 70, 0.6, 0.5, 0.7);
    assertPart(typical.parts().get(3), "rest (by difference)", 19, 9, 39, 0.19, 0.09, 39 / 120.0);
  }

  @Test
  void otherRuns_standBesideClassify() {
    List<Part> beside = breakdown("avgt").beside();
    assertPart(beside.get(0), "engine's run", 80, 70, 140, 0.7, 80 / 120.0, 0.7);
    assertPart(beside.get(1), "… of that above the bare run", 20, 20, 40, 0.2, 20 / 120.0, 0.2);
    assertPart(beside.get(2), "naive run", 150, 110, 220, 1.1, 1.1, 1.25);
  }

  @Test
  void bytes_ofTheRest_areTheDifferenceToo() {
    ClassifyBreakdown breakdown = breakdown("avgt");
    assertEquals(3000, breakdown.classify().allocatedBytes().orElseThrow(), EXACT);
    assertEquals(
        3000 - 800 - 500 - 200, breakdown.parts().get(3).allocatedBytes().orElseThrow(), EXACT);
    assertTrue(breakdown.beside().get(2).allocatedBytes().isEmpty()); // naiveRun has none
  }

  @Test
  void markdown_ofTheFile_hasTablesAndPercentiles() {
    List<String> lines = ClassifyReport.read(HAND_MADE).markdown().lines().toList();
    assertEquals(
        "JMH 1.37, Some VM 17.0.1, forks 3, warm-up 5 × 1 s, measured 3 × 1 s.", lines.get(0));
    assertEquals(
        "JMH 1.37, Some VM 17.0.1, forks 3, warm-up 5 × 200 ms, measured 2 × 200 ms.",
        lines.get(1));
    assertTrue(lines.contains("## model bundled, texts headline"), lines.toString());
    assertTrue(lines.contains("Median of the calls, all in turns:"), lines.toString());
    String rest =
        lines.stream().filter(line -> line.startsWith("| rest")).findFirst().orElseThrow();
    assertEquals(
        List.of("", "rest (by difference)", "15.00", "15.00–36.00", "15.0 %", "15.0–18.0", "1500"),
        List.of(rest.split(" *\\| *")));
    assertTrue(
        lines.contains(
            "classify takes 1.19 times tokenizer + bare run (1.19–1.23 over the rounds)."),
        lines.toString());
    String sampled =
        lines.stream().filter(line -> line.startsWith("| classify")).findFirst().orElseThrow();
    // nanoseconds in the file
    assertEquals(
        List.of("", "classify", "110.0", "130.0", "400.0", "-"), List.of(sampled.split(" *\\| *")));
  }

  @Test
  void markdown_withoutTurns_takesWhatThereIs() throws Exception {
    String alone = Files.readString(HAND_MADE).replace("ClassifyTurnsBenchmark.turns", "Other.run");
    Path file = Files.writeString(folder.resolve("alone.json"), alone);
    String markdown = ClassifyReport.read(file).markdown();
    assertTrue(markdown.contains("Median of the calls, each alone:"), markdown);
    Files.writeString(file, alone.replace("\"sample\"", "\"thrpt\""));
    markdown = ClassifyReport.read(file).markdown();
    assertTrue(markdown.contains("Mean of the calls, each alone:"), markdown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "[1]",
        "[{\"benchmark\": \"a.B.classify\"}]",
        "[{\"benchmark\": \"a.B.classify\", \"mode\": \"avgt\", \"primaryMetric\": {\"scoreUnit\":"
            + " \"ops/s\"}}]",
      })
  void read_ofWhatIsNotJmhs_isRefusedByFileAndField(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), content);
    BenchException e = assertThrows(BenchException.class, () -> ClassifyReport.read(file));
    assertEquals(BenchException.Kind.INPUT, e.kind());
    assertTrue(e.getMessage().contains("bad.json"), e.getMessage());
    assertTrue(e.getMessage().contains("expected"), e.getMessage());
  }

  @Test
  void read_withoutTheBareRun_saysWhichIsMissing() throws Exception {
    String json = Files.readString(HAND_MADE).replace("\"bareRun\"", "\"other\"");
    Path file = Files.writeString(folder.resolve("part.json"), json);
    BenchException e = assertThrows(BenchException.class, () -> ClassifyReport.read(file));
    assertTrue(e.getMessage().contains("no results of bareRun"), e.getMessage());
  }

  @Test
  void read_withAForkLessOfOne_isRefused() throws Exception {
    String json = Files.readString(HAND_MADE).replace("[[59, 61, 90], [120, 120, 120], ", "[");
    Path file = Files.writeString(folder.resolve("uneven.json"), json);
    BenchException e = assertThrows(BenchException.class, () -> ClassifyReport.read(file));
    assertTrue(e.getMessage().contains("bareRun: 1 forks"), e.getMessage());
  }

  @Test
  void median_ofAnEvenNumber_isTheMeanOfTheMiddle() {
    assertEquals(new Spread(2.5, 1, 10), Spread.of(new double[] {10, 1, 3, 2}));
  }

  private static ClassifyBreakdown breakdown(String mode) {
    Map<String, JmhResult> results =
        JmhResultFile.read(HAND_MADE).stream()
            .filter(result -> result.mode().equals(mode))
            .collect(Collectors.toMap(JmhResult::benchmark, Function.identity()));
    Map<String, OptionalDouble> bytes =
        results.values().stream()
            .collect(Collectors.toMap(JmhResult::benchmark, JmhResult::allocatedBytes));
    return ClassifyBreakdown.of(results, bytes);
  }

  private static void assertPart(
      Part part,
      String name,
      double median,
      double least,
      double most,
      double share,
      double leastShare,
      double mostShare) {
    assertEquals(name, part.name());
    assertEquals(median, part.micros().median(), EXACT);
    assertEquals(least, part.micros().least(), EXACT);
    assertEquals(most, part.micros().most(), EXACT);
    assertEquals(share, part.share().median(), EXACT);
    assertEquals(leastShare, part.share().least(), EXACT);
    assertEquals(mostShare, part.share().most(), EXACT);
  }
}
