package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.machine.MachineFiles;
import io.heed.engine.runtime.machine.NvidiaDriver;
import io.heed.engine.testing.TinyOnnx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtTrialTest {
  @Test
  void failure_onTheCpu_isNone() {
    assertEquals(Optional.empty(), OrtTrial.failure(Device.CPU));
  }

  @Test
  void failure_onAGpuWithoutDriver_isSaid() {
    assumeFalse(NvidiaDriver.isPresent(MachineFiles.ofThisMachine()), "a driver is here");
    assertTrue(OrtTrial.failure(Device.parse("cuda").get(0)).isPresent());
  }

  @Test
  void failure_ofAModel_isTheRuntimesWord(@TempDir Path temp) throws IOException {
    Path none = temp.resolve("none.onnx");
    assertTrue(OrtTrial.failure(Device.CPU, none).orElseThrow().contains("none.onnx"));
    Path model = Files.write(temp.resolve("graph.onnx"), graph());
    assertEquals(Optional.empty(), OrtTrial.failure(Device.CPU, model));
  }

  /** What the resource is, and how it was made. */
  @Test
  void graph_inTheResources_isAMatrixProduct() throws IOException {
    byte[] expected =
        new TinyOnnx()
            .input("x", TinyOnnx.FLOAT, "1", "2")
            .output("y", TinyOnnx.FLOAT, "1", "1")
            .initializer("w", true, new int[] {2, 1}, 3, 4)
            .node("MatMul", "y", "x", "w")
            .bytes();
    assertArrayEquals(expected, graph());
  }

  @Test
  void installation_ofThisProcess_isWhatWasLoaded() {
    OrtInstallation runtime = OrtInstallation.ofThisProcess();
    assertTrue(runtime.version().matches("1\\.[0-9]+\\.[0-9]+"), runtime::toString);
    assertTrue(runtime.has(Device.CPU));
    assertTrue(Files.isRegularFile(Path.of(runtime.classes())), runtime::toString);
    Path library = runtime.library();
    if (library != null) {
      assertTrue(library.getFileName().toString().startsWith("libonnxruntime.so"));
    }
  }

  private static byte[] graph() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OrtTrial.class.getResourceAsStream("trial.onnx"))) {
      return in.readAllBytes();
    }
  }
}
