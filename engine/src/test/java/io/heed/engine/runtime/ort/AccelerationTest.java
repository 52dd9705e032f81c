package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.heed.engine.batch.BatchShape;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.testing.HfFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an accelerator's session does beyond that of a CPU, tried on the CPU. */
class AccelerationTest {
  private static final Path MODEL = HfFixture.BERT.directory().resolve("model.onnx");

  @Test
  void observe_profiledSession_tellsItsNodesOnceAndLeavesNoFile() throws OrtException, IOException {
    Set<String> before = profiles();
    SharedSession session = ModelSource.of(MODEL).session(OrtOptions.DEFAULT, true);
    try {
      assertTrue(session.isProfiled());
      OrtSignature signature = signature(session);
      NodePlacement placement =
          NodePlacement.observe(session, signature, "bert", new BatchShape(2, 16));
      assertFalse(session.isProfiled());
      assertTrue(placement.nodes() > 10, placement::toString);
      assertEquals(placement.nodes(), placement.onCpu().size(), "all, on a CPU");
      assertTrue(
          placement.onCpu().stream().anyMatch(node -> node.operator().equals("Gather")),
          placement::toString);
      IOException again =
          assertThrows(
              IOException.class,
              () -> NodePlacement.observe(session, signature, "bert", new BatchShape(1, 1)));
      assertEquals("bert: found no profile", again.getMessage());
    } finally {
      session.release();
    }
    assertEquals(before, profiles());
  }

  @Test
  void release_profilingNotEnded_leavesNoFile() throws OrtException, IOException {
    Set<String> before = profiles();
    ModelSource.of(MODEL).session(OrtOptions.DEFAULT, true).release();
    assertEquals(before, profiles());
  }

  /** With the CPU as the only device every node would fall back to it: the entry is known. */
  @Test
  void refuseCpu_nodesOnTheCpu_failTheSession() throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      OrtRuntime.refuseCpu(options);
      OrtException failed =
          assertThrows(
              OrtException.class,
              () -> OrtRuntime.environment().createSession(MODEL.toString(), options).close());
      assertTrue(
          String.valueOf(failed.getMessage()).contains("fallback to CPU EP"), failed::toString);
    }
  }

  private static OrtSignature signature(SharedSession session) throws OrtException {
    return OrtSignature.of(session.session(), "bert", List.of(OutputSpec.textLogits(4)));
  }

  private static Set<String> profiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("heed-") && name.endsWith(".json"))
          .collect(Collectors.toSet());
    }
  }
}
