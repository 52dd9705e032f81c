package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtException;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.BatchShape;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OnnxNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which nodes of a session ran on the CPU, as a profile of one run tells: ONNX Runtime's Java API
 * has no other way to learn it, and the nodes are those that its optimiser left. Immutable.
 *
 * @param nodes how many nodes ran
 * @param onCpu those of them that ran on the CPU
 */
record NodePlacement(int nodes, List<OnnxNode> onCpu) {
  private static final String KERNEL = "_kernel_time";

  NodePlacement {
    onCpu = List.copyOf(onCpu);
  }

  /**
   * Runs a profiled session once, and ends its profiling.
   *
   * @throws io.heed.engine.error.EngineException if the run fails
   * @throws IOException if the profile cannot be read
   */
  static NodePlacement observe(
      SharedSession session, OrtSignature signature, String model, BatchShape shape)
      throws OrtException, IOException {
    TokenBatch batch = new TokenBatch();
    batch.reset(shape.rows(), shape.length());
    for (int row = 0; row < shape.rows(); row++) {
      batch.setPadding(row);
    }
    try (BatchRunner<ModelOutputs> runner = new OrtRunner(session, signature, model)) {
      runner.run(batch);
    }
    Path profile =
        session.endProfiling().orElseThrow(() -> new IOException(model + ": found no profile"));
    try {
      return read(profile);
    } finally {
      Files.deleteIfExists(profile);
    }
  }

  /**
   * Reads a profile that a session wrote.
   *
   * @throws IOException if it cannot be read or is no such profile
   */
  static NodePlacement read(Path profile) throws IOException {
    JsonNode events;
    try {
      events = new JsonMapper().readTree(Files.readAllBytes(profile));
    } catch (JacksonException e) {
      throw new IOException(profile + ": expected JSON, found " + e.getOriginalMessage(), e);
    }
    if (!events.isArray()) {
      throw new IOException(profile + ": found " + events.getNodeType() + ", expected an array");
    }
    Map<String, Boolean> cpuByNode = new LinkedHashMap<>();
    List<OnnxNode> onCpu = new ArrayList<>();
    for (JsonNode event : events) {
      String name = event.path("name").asString("");
      JsonNode details = event.path("args");
      if (event.path("cat").asString("").equals("Node") && name.endsWith(KERNEL)) {
        boolean cpu = details.path("provider").asString("").equals("CPUExecutionProvider");
        String node = name.substring(0, name.length() - KERNEL.length());
        if (cpuByNode.put(node + "/" + details.path("node_index").asString(""), cpu) == null
            && cpu) {
          onCpu.add(
              new OnnxNode(node, OnnxNode.STANDARD_DOMAIN, details.path("op_name").asString("")));
        }
      }
    }
    return new NodePlacement(cpuByNode.size(), onCpu);
  }
}
