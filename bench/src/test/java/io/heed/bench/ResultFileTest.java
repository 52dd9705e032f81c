package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  @BeforeEach
  void nameDirectory() {
    System.setProperty(ResultFile.DIRECTORY_PROPERTY, folder.toString());
  }

  @AfterEach
  void forgetDirectory() {
    System.clearProperty(ResultFile.DIRECTORY_PROPERTY);
  }

  @Test
  void unused_ofOneClass_isNameAndDate() {
    List<String> benchmarks =
        List.of("io.heed.bench.ClassifyBenchmark.rank", "io.heed.bench.ClassifyBenchmark.classify");
    assertEquals(folder.resolve("classify-2026-11-22.json"), ResultFile.unused(benchmarks, NOON));
  }

  @Test
  void unused_ofTwoClasses_namesBothInOrder() {
    List<String> benchmarks = List.of("a.LoadBenchmark.x", "a.ClassifyBenchmark.y");
    assertEquals(
        folder.resolve("classify-load-2026-11-22.json"), ResultFile.unused(benchmarks, NOON));
  }

  @Test
  void unused_whereTheDayHasRuns_countsOn() throws Exception {
    Files.createFile(folder.resolve("classify-2026-11-22.json"));
    Files.createFile(folder.resolve("classify-2026-11-22-2.json"));
    assertEquals(
        folder.resolve("classify-2026-11-22-3.json"),
        ResultFile.unused(List.of("a.ClassifyBenchmark.y"), NOON));
  }
}
