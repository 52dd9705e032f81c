package io.heed.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process holds at a moment.
 *
 * @param requests sent so far
 * @param heapBytes used on the Java heap after a collection
 * @param residentBytes of the whole process, native memory included; 0 where the system does not
 *     tell
 */
public record MemorySample(long requests, long heapBytes, long residentBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");

  static MemorySample now(long requests) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new MemorySample(requests, runtime.totalMemory() - runtime.freeMemory(), resident());
  }

  private static long resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0; // not Linux
    }
    return 0;
  }
}
