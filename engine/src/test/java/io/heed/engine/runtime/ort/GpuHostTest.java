package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuHostTest {
  @TempDir private Path temp;

  /** The two forms in which NVIDIA's kernel modules write their version. */
  @ParameterizedTest
  @CsvSource({
    "535.104.05, NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 2023",
    "580.65.06, NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build",
    "unknown, NVRM version: none",
  })
  void read_versionFile_givesTheDriver(String expected, String line) throws IOException {
    Files.writeString(temp.resolve("version"), line + "\nGCC version:  gcc version 12.2.0\n");
    assertEquals(expected, GpuHost.read(temp, List.of()).driver());
  }

  @Test
  void read_gpusAndLibraries_givesEachModelOnceAndTheFullVersion() throws IOException {
    for (String gpu : List.of("0000:01:00.0", "0000:02:00.0", "0000:03:00.0")) {
      Path folder = Files.createDirectories(temp.resolve("gpus").resolve(gpu));
      String model = gpu.contains(":03:") ? "Tesla T4" : "NVIDIA H200";
      Files.writeString(folder.resolve("information"), "Model: \t\t " + model + "\nIRQ:   7\n");
    }
    Path libraries = Files.createDirectory(temp.resolve("lib"));
    for (String file : List.of("libnvinfer.so.10", "libnvinfer.so.10.9.0", "libnvinfer.so")) {
      Files.createFile(libraries.resolve(file));
    }
    assertEquals(
        new GpuHost("unknown", "NVIDIA H200, Tesla T4", "10.9.0"),
        GpuHost.read(temp, List.of(temp.resolve("no-such"), libraries)));
  }

  @Test
  void read_hostWithoutAGpu_knowsNothing() {
    assertEquals(
        new GpuHost("unknown", "unknown", "unknown"), GpuHost.read(temp.resolve("no"), List.of()));
  }
}
