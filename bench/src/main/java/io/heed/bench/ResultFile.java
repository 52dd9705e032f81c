package io.heed.bench;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The file with the raw results of a run. Stateless. */
final class ResultFile {
  /** Names the directory of results; the launcher sets it. */
  static final String DIRECTORY_PROPERTY = "heed.bench.results";

  private static final String DEFAULT_DIRECTORY = "bench/results";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ResultFile() {}

  /** Where results are kept. */
  static Path directory() {
    return Path.of(System.getProperty(DIRECTORY_PROPERTY, DEFAULT_DIRECTORY));
  }

  /**
   * A file that is not there yet: {@code NAME-DATE.json}, with {@code -2} and so on where a run of
   * that day was kept before.
   *
   * @param benchmarks the full names of benchmark methods; their classes make the name
   */
  static Path unused(Collection<String> benchmarks, Clock clock) {
    TreeSet<String> names = new TreeSet<>();
    for (String benchmark : benchmarks) {
      String[] parts = benchmark.split("\\.", -1);
      String type = parts[Math.max(0, parts.length - 2)];
      names.add(type.replaceFirst("Benchmark$", "").toLowerCase(Locale.ROOT));
    }
    return unused(String.join("-", names), clock);
  }

  /** The same for a run of another kind, by its name. */
  static Path unused(String name, Clock clock) {
    Path directory = directory();
    String stem = name + "-" + LocalDate.now(clock);
    Path file = directory.resolve(stem + ".json");
    for (int i = 2; Files.exists(file); i++) {
      file = directory.resolve(stem + "-" + i + ".json");
    }
    return file;
  }

  /**
   * Writes what JMH would write, an entry a line. Each round had one fork; the entries say how many
   * there were in all.
   */
  static void write(Path file, Collection<RunResult> results, int rounds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode entry : MAPPER.readTree(bytes.toByteArray())) {
      lines.add(MAPPER.writeValueAsString(((ObjectNode) entry).put("forks", rounds)));
    }
    write(file, "[\n" + String.join(",\n", lines) + "\n]\n");
  }

  /** Writes a text, in folders that are made where they are missing. */
  static void write(Path file, String content) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + ": cannot be written: " + e, e);
    }
  }
}
