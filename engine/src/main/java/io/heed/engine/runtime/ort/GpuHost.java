package io.heed.engine.runtime.ort;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the host says of its GPUs and that engines built on it depend on. Immutable.
 *
 * @param driver the version of NVIDIA's driver, or {@code unknown}
 * @param gpus the models of the GPUs, or {@code unknown}
 * @param tensorRt the version of TensorRT's library as its file is named, or {@code unknown}
 */
record GpuHost(String driver, String gpus, String tensorRt) {
  private static final String UNKNOWN = "unknown";
  private static final Pattern VERSION = Pattern.compile("Kernel Module.*?\\s([0-9][0-9.]+)\\s");
  private static final Pattern MODEL = Pattern.compile("Model:\\s*(\\S.*?)\\s*");
  private static final Pattern LIBRARY = Pattern.compile("libnvinfer\\.so\\.([0-9]+(\\.[0-9]+)*)");

  /** This host: what its driver says, and the libraries where the loader looks first. */
  static GpuHost here() {
    List<Path> folders = new ArrayList<>();
    String path = System.getenv("LD_LIBRARY_PATH");
    for (String folder : path == null ? new String[0] : path.split(":", -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    folders.add(Path.of("/usr/lib/x86_64-linux-gnu"));
    folders.add(Path.of("/usr/lib64"));
    folders.add(Path.of("/usr/local/tensorrt/lib"));
    return read(Path.of("/proc/driver/nvidia"), folders);
  }

  /**
   * Reads a host.
   *
   * @param driver the directory in which the driver tells of itself
   * @param libraries directories, the first that has TensorRT counts
   */
  static GpuHost read(Path driver, List<Path> libraries) {
    return new GpuHost(
        driverVersion(driver.resolve("version")),
        models(driver.resolve("gpus")),
        libraries.stream()
            .map(GpuHost::tensorRtVersion)
            .filter(version -> !version.equals(UNKNOWN))
            .findFirst()
            .orElse(UNKNOWN));
  }

  private static String driverVersion(Path file) {
    for (String line : lines(file)) {
      Matcher found = VERSION.matcher(line + " ");
      if (found.find()) {
        return found.group(1);
      }
    }
    return UNKNOWN;
  }

  private static String models(Path folder) {
    TreeSet<String> models = new TreeSet<>();
    for (Path gpu : list(folder)) {
      for (String line : lines(gpu.resolve("information"))) {
        Matcher found = MODEL.matcher(line);
        if (found.matches()) {
          models.add(found.group(1));
        }
      }
    }
    return models.isEmpty() ? UNKNOWN : String.join(", ", models);
  }

  /** The longest version, since {@code libnvinfer.so.10} links to {@code libnvinfer.so.10.9.0}. */
  private static String tensorRtVersion(Path folder) {
    String longest = UNKNOWN;
    for (Path file : list(folder)) {
      Matcher found = LIBRARY.matcher(file.getFileName().toString());
      if (found.matches()
          && (longest.equals(UNKNOWN) || found.group(1).length() > longest.length())) {
        longest = found.group(1);
      }
    }
    return longest;
  }

  private static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        return List.of(); // as if it were not there: what is unknown is part of the key too
      }
    }
    return entries;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
