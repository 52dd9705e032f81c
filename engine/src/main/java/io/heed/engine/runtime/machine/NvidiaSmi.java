package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** NVIDIA's tool that comes with the driver, asked if it is on the PATH. Stateless. */
final class NvidiaSmi {
  private static final long PATIENCE_SECONDS = 20;

  private NvidiaSmi() {}

  /** The devices it lists; nothing if there is no such tool or it fails. */
  static List<GpuDevice> devices(MachineFiles files) {
    Optional<Path> tool = tool(files);
    return tool.isEmpty() ? List.of() : devices(tool.get());
  }

  private static Optional<Path> tool(MachineFiles files) {
    for (String directory : files.environment("PATH").orElse("").split(":", -1)) {
      Path tool = files.path(directory).resolve("nvidia-smi");
      if (directory.startsWith("/") && Files.isExecutable(tool)) {
        return Optional.of(tool);
      }
    }
    return Optional.empty();
  }

  private static List<GpuDevice> devices(Path tool) {
    try {
      Path answer = Files.createTempFile("heed", ".csv"); // a pipe could not be left at the timeout
      try {
        Process process =
            new ProcessBuilder(
                    tool.toString(),
                    "--query-gpu=name,pci.bus_id,memory.total,compute_cap",
                    "--format=csv,noheader,nounits")
                .redirectOutput(answer.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        return ended && process.exitValue() == 0
            ? parse(Files.readString(answer, StandardCharsets.UTF_8))
            : List.of();
      } finally {
        Files.deleteIfExists(answer);
      }
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static List<GpuDevice> parse(String csv) {
    List<GpuDevice> devices = new ArrayList<>();
    for (String line : csv.lines().toList()) {
      String[] fields = line.split(",", -1);
      if (fields.length == 4) {
        devices.add(
            new GpuDevice(
                fields[0].strip(), fields[1].strip(), fields[2].strip(), fields[3].strip()));
      }
    }
    return devices;
  }
}
