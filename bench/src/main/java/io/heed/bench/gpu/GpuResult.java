package io.heed.bench.gpu;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of a run's raw results, written anew after every job and put into place by renaming, so
 * that there is a whole one at any moment. Confined to one thread.
 */
public final class GpuResult {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final List<String> SAME = List.of("device", "host");

  private final Path file;
  private final ObjectNode root;
  private final Set<String> done = new LinkedHashSet<>();

  private GpuResult(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  /** A new file, not written before the first job is done. */
  public static GpuResult create(Path file, Map<String, Object> settings) {
    ObjectNode root = JSON.createObjectNode();
    root.put("kind", "gpu");
    root.set("settings", JSON.valueToTree(settings));
    root.putArray("jobs");
    root.putArray("cells");
    return new GpuResult(file, root);
  }

  /**
   * Goes on with a file of a run that ended early; what failed in it is done again.
   *
   * @throws BenchException of kind INPUT if it is none, or of another device or host
   */
  public static GpuResult resume(Path file, Map<String, Object> settings) {
    ObjectNode root = read(file);
    JsonNode now = JSON.valueToTree(settings);
    for (String name : SAME) {
      JsonNode before = root.path("settings").path(name);
      if (!before.equals(now.path(name))) {
        throw new BenchException(
            Kind.INPUT,
            file
                + ": "
                + name
                + ": found "
                + before
                + ", expected "
                + now.path(name)
                + "; measure into another file");
      }
    }
    GpuResult result = new GpuResult(file, root);
    ArrayNode jobs = JSON.createArrayNode();
    for (JsonNode job : root.path("jobs")) {
      if (job.path("status").asString("").equals("done")) {
        jobs.add(job);
        result.done.add(job.path("id").asString(""));
      }
    }
    ArrayNode cells = JSON.createArrayNode();
    for (JsonNode cell : root.path("cells")) {
      if (result.done.contains(cell.path("job").asString(""))) {
        cells.add(cell);
      }
    }
    root.set("jobs", jobs);
    root.set("cells", cells);
    return result;
  }

  /**
   * Reads the file of a run.
   *
   * @throws BenchException of kind IO or INPUT
   */
  public static ObjectNode read(Path file) {
    try {
      if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode root
          && root.path("kind").asString("").equals("gpu")
          && root.path("cells").isArray()) {
        return root;
      }
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + ": cannot be read: " + e, e);
    } catch (JacksonException e) {
      throw new BenchException(Kind.INPUT, file + ": no JSON: " + e.getOriginalMessage(), e);
    }
    throw new BenchException(
        Kind.INPUT, file + ": found no results of heed bench gpu, expected {\"kind\": \"gpu\", …}");
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** All of it, for a report. */
  public JsonNode json() {
    return root;
  }

  boolean has(GpuJob job) {
    return done.contains(job.id());
  }

  /** What other jobs refer to: the peak of a precision in operations a second, 0 if unknown. */
  double peak(Precision precision) {
    for (JsonNode cell : root.path("cells")) {
      if (cell.path("kind").asString("").equals("peak")
          && cell.path("precision").asString("").equals(precision.toString())
          && cell.path("status").asString("").equals("ok")) {
        return cell.path("teraflops").asDouble(0) * 1e12;
      }
    }
    return 0;
  }

  /** Adds what came of a job, and writes the file. */
  void add(GpuJob job, String status, String reason, List<Map<String, Object>> cells) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", job.id());
    entry.put("rank", job.rank());
    entry.put("status", status);
    if (!reason.isEmpty()) {
      entry.put("reason", reason);
    }
    ((ArrayNode) root.get("jobs")).add(JSON.<JsonNode>valueToTree(entry));
    for (Map<String, Object> cell : cells) {
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("job", job.id());
      named.put("kind", job.kind().name().toLowerCase(Locale.ROOT));
      named.putAll(cell);
      ((ArrayNode) root.get("cells")).add(JSON.<JsonNode>valueToTree(named));
    }
    done.add(job.id());
    write();
  }

  private void write() {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(partial, JSON.writeValueAsString(root) + "\n");
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BenchException(Kind.IO, file + ": cannot be written: " + e, e);
    }
  }
}
