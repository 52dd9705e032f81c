package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
  private static final Path HAND_MADE =
      Path.of("src/test/resources/io/heed/bench/report/hand-made.json");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_ofBench_showsExamplesAndTheReport() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("heed bench Classify -prof gc"), out.toString());
    assertTrue(out.toString().contains("report"), out.toString());
  }

  @Test
  void help_ofReport_showsItsOptions() {
    assertEquals(0, run("report", "--help"));
    assertTrue(out.toString().contains("--svg"), out.toString());
  }

  @Test
  void unknownOption_ofJmh_isAUsageError() {
    assertEquals(2, run("--forks-of-jmh", "3"));
    assertTrue(err.toString().startsWith("heed bench: JMH: "), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void format_otherThanJson_isAUsageError() {
    assertEquals(2, run("ClassifyBenchmark", "-rf", "csv"));
    assertTrue(err.toString().contains("csv"), err.toString());
  }

  @Test
  void benchmark_thatDoesNotExist_fails() {
    assertEquals(1, run("NoSuchBenchmark"));
  }

  @Test
  void report_withPicture_printsTablesAndDraws() throws Exception {
    Path picture = folder.resolve("breakdown.svg");
    assertEquals(0, run("report", "--svg", picture.toString(), HAND_MADE.toString()));
    assertTrue(out.toString().contains("| = classify"), out.toString());
    String svg = Files.readString(picture);
    assertTrue(svg.startsWith("<svg"), svg.substring(0, Math.min(80, svg.length())));
    assertTrue(svg.contains("softmax and ranking"));
  }

  @Test
  void report_ofAMissingFile_failsAndNamesIt() {
    assertEquals(1, run("report", folder.resolve("none.json").toString()));
    assertTrue(err.toString().contains("none.json"), err.toString());
  }

  @Test
  void report_withoutAFile_isAUsageError() {
    assertEquals(2, run("report"));
  }

  /** JMH itself, in two rounds with a forked JVM each; as short as it can be. */
  @Test
  void rounds_ofOneForkEach_becomeTheForksOfOneResult() throws Exception {
    Path results = folder.resolve("deep/results.json");
    int status =
        run(
            "-f",
            "2",
            "-wi",
            "0",
            "-i",
            "1",
            "-r",
            "10ms",
            "-bm",
            "avgt",
            "-p",
            "texts=headline",
            "-p",
            "model=" + TinyModel.DIRECTORY.toAbsolutePath(),
            "-rff",
            results.toString(),
            "ClassifyBenchmark.rank");
    assertEquals(0, status, err.toString());
    JsonNode entries = JsonMapper.shared().readTree(Files.readString(results));
    assertEquals(1, entries.size());
    assertEquals(2, entries.get(0).path("forks").asInt());
    assertEquals(2, entries.at("/0/primaryMetric/rawData").size());
    assertTrue(out.toString().contains(results.toString()), out.toString());
  }

  private int run(String... arguments) {
    return BenchCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }
}
