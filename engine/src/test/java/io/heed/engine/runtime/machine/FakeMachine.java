package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree of files that stands for a machine, as /proc, /dev and the library folders look there. */
public final class FakeMachine {
  private final Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> cached = new ArrayList<>();

  public FakeMachine(Path root) {
    this.root = root;
  }

  /** Its files as main code sees them. */
  public MachineFiles files() {
    return MachineFiles.of(root, environment);
  }

  /** Where an absolute path of the machine lies. */
  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  public FakeMachine environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public FakeMachine file(String absolute, String text) {
    return bytes(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The driver, as its kernel module describes itself. */
  public FakeMachine driver(String version) {
    return file(
        "/proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  "
            + version
            + "  Tue May 14 01:23:45 UTC 2024\nGCC version:  gcc version 12.3.0\n");
  }

  /** A GPU: the driver's folder and the device node. */
  public FakeMachine gpu(int minor, String name) {
    file(
        "/proc/driver/nvidia/gpus/0000:0" + minor + ":00.0/information",
        "Model: \t\t " + name + "\nIRQ:   \t\t 100\nDevice Minor: \t " + minor + "\n");
    return file("/dev/nvidia" + minor, "").file("/dev/nvidiactl", "");
  }

  public FakeMachine library(String absolute, FakeElf elf) {
    return bytes(absolute, elf.bytes());
  }

  /** An empty library under the name of its file. */
  public FakeMachine library(String absolute) {
    String name = absolute.substring(absolute.lastIndexOf('/') + 1);
    return library(absolute, FakeElf.named(name));
  }

  /** All that the CUDA provider of a CUDA version asks for, in the system's library folder. */
  public FakeMachine cuda(int major) {
    String folder = "/usr/lib/x86_64-linux-gnu/";
    return library(folder + "libcudart.so." + major)
        .library(folder + "libcublas.so." + major)
        .library(folder + "libcublasLt.so." + major)
        .library(folder + "libcuda.so.1");
  }

  /** Lists a path in /etc/ld.so.cache. */
  public FakeMachine cached(String absolute) {
    cached.add(absolute);
    return bytes("/etc/ld.so.cache", cacheBytes(cached));
  }

  /** glibc's format 1.1: header of 48 bytes, entries of 24, strings. */
  static byte[] cacheBytes(List<String> paths) {
    StringBuilder strings = new StringBuilder();
    int stringsAt = 48 + 24 * paths.size();
    ByteBuffer entries = ByteBuffer.allocate(stringsAt).order(ByteOrder.LITTLE_ENDIAN);
    entries.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(paths.size());
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      entries.putInt(48 + 24 * i, 0x0303);
      entries.putInt(48 + 24 * i + 4, stringsAt + strings.length());
      strings.append(path.substring(path.lastIndexOf('/') + 1)).append('\0');
      entries.putInt(48 + 24 * i + 8, stringsAt + strings.length());
      strings.append(path).append('\0');
    }
    byte[] text = strings.toString().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(stringsAt + text.length).put(entries.array()).put(text).array();
  }

  private FakeMachine bytes(String absolute, byte[] content) {
    try {
      Files.createDirectories(path(absolute).getParent());
      Files.write(path(absolute), content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
