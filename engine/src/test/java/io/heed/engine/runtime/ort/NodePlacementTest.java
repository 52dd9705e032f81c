package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.heed.engine.testing.TinyOnnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePlacementTest {
  @TempDir private Path temp;

  @Test
  void read_profileOfOnnxRuntime_tellsTheNodesOnTheCpu() throws OrtException, IOException {
    NodePlacement placement = NodePlacement.read(profile());
    assertEquals(2, placement.nodes());
    assertEquals(
        List.of("Sqrt", "Neg"), placement.onCpu().stream().map(node -> node.operator()).toList());
  }

  @Test
  void read_profileOfTwoProviders_leavesOutTheDevicesNodes() throws IOException {
    Path profile =
        Files.writeString(
            temp.resolve("profile.json"),
            """
            [{"cat":"Session","name":"model_run","args":{}},
             {"cat":"Node","name":"a_fence_before","args":{"op_name":"Gather"}},
             {"cat":"Node","name":"a_kernel_time","args":{"op_name":"Gather","node_index":"0",
              "provider":"CUDAExecutionProvider"}},
             {"cat":"Node","name":"b_kernel_time","args":{"op_name":"QGemm","node_index":"1",
              "provider":"CPUExecutionProvider"}},
             {"cat":"Node","name":"b_kernel_time","args":{"op_name":"QGemm","node_index":"1",
              "provider":"CPUExecutionProvider"}}]
            """);
    NodePlacement placement = NodePlacement.read(profile);
    assertEquals(2, placement.nodes());
    assertEquals("b (QGemm)", AcceleratedGraph.list(placement.onCpu()));
  }

  @Test
  void read_noProfile_failsWithItsName() throws IOException {
    for (String content : List.of("", "{}", "[{")) {
      Path file = Files.writeString(temp.resolve("broken.json"), content);
      IOException failed = assertThrows(IOException.class, () -> NodePlacement.read(file));
      assertTrue(String.valueOf(failed.getMessage()).contains("broken.json"), failed::toString);
    }
  }

  private Path profile() throws OrtException {
    byte[] model =
        new TinyOnnx()
            .input("x", TinyOnnx.FLOAT, "n")
            .output("y", TinyOnnx.FLOAT, "n")
            .node("Sqrt", "root", "x")
            .node("Neg", "y", "root")
            .bytes();
    try (SessionOptions options = new SessionOptions()) {
      options.enableProfiling(temp.resolve("ort").toString());
      try (OrtSession session = OrtRuntime.environment().createSession(model, options);
          OnnxTensor x = OnnxTensor.createTensor(OrtRuntime.environment(), new float[] {4})) {
        session.run(Map.of("x", x)).close();
        session.run(Map.of("x", x)).close();
        return Path.of(session.endProfiling());
      }
    }
  }
}
