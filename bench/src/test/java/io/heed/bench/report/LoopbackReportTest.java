package io.heed.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackReportTest {
  @TempDir private Path folder;

  @Test
  void markdown_twoForks_tellsWhatAPortAddsForkByFork() throws Exception {
    Path file = folder.resolve("loopback.json");
    Files.writeString(
        file,
        """
        [{"jmhVersion": "1.37", "vmName": "VM", "vmVersion": "17", "benchmark": "io.heed.bench.LoopbackTurnsBenchmark.turns",
          "mode": "avgt", "threads": 1, "forks": 2, "warmupIterations": 1, "warmupTime": "1 s", "measurementIterations": 3,
          "measurementTime": "1 s", "params": {"texts": "headline"},
          "primaryMetric": {"score": 1, "scoreUnit": "us/op", "rawData": [[1, 1, 1], [1, 1, 1]]},
          "secondaryMetrics": {
            "async": {"rawData": [[100, 90, 200], [140, 150, 130]]},
            "echo": {"rawData": [[50, 50, 50], [60, 60, 60]]},
            "binary": {"rawData": [[180, 180, 180], [260, 260, 260]]}}}]
        """);
    String report = LoopbackReport.read(file).orElseThrow().markdown();
    assertTrue(
        report.replaceAll(" +", " ").contains("| binary | 220 | 180–260 | 100 | 80–120 | 45 |"),
        report);
  }

  @Test
  void read_otherBenchmarks_isNothing() throws Exception {
    Path file = folder.resolve("other.json");
    Files.write(
        file,
        getClass().getResourceAsStream("/io/heed/bench/report/hand-made.json").readAllBytes());
    assertEquals(true, LoopbackReport.read(file).isEmpty());
  }
}
