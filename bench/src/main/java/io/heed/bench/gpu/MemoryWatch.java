package io.heed.bench.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much memory of a card is in use, all processes together, as {@code nvidia-smi} tells several
 * times a second. Thread-safe; owns that process and the thread that reads it.
 */
final class MemoryWatch implements AutoCloseable {
  /** What is told where nothing can be measured. */
  static final long UNKNOWN = -1;

  private final @Nullable Process process;
  private final String objection;
  private long last = UNKNOWN;
  private long peak = UNKNOWN;

  private MemoryWatch(@Nullable Process process, String objection) {
    this.process = process;
    this.objection = objection;
  }

  /** Watches a card. */
  static MemoryWatch of(int card) {
    return of(
        List.of(
            "nvidia-smi",
            "--query-gpu=memory.used",
            "--format=csv,noheader,nounits",
            "--loop-ms=200",
            "--id=" + card));
  }

  /** Nothing to watch. */
  static MemoryWatch none(String reason) {
    return new MemoryWatch(null, reason);
  }

  /** Watches what a command tells: a number of MiB a line. */
  static MemoryWatch of(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      MemoryWatch watch = new MemoryWatch(process, "");
      Thread reader = new Thread(() -> watch.read(process), "gpu-memory");
      reader.setDaemon(true);
      reader.start();
      return watch;
    } catch (IOException e) {
      return none(command.get(0) + " cannot be run: " + e.getMessage());
    }
  }

  private void read(Process running) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(running.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String digits = line.strip();
        if (digits.matches("[0-9]{1,9}")) {
          saw(Long.parseLong(digits));
        }
      }
    } catch (IOException e) {
      return; // the process was ended
    }
  }

  private synchronized void saw(long mebibytes) {
    last = mebibytes;
    peak = Math.max(peak, mebibytes);
  }

  /** Starts a new high-water mark. */
  synchronized void mark() {
    peak = last;
  }

  /** MiB at the last look; -1 if unknown. */
  synchronized long lastMiB() {
    return last;
  }

  /** MiB at most since the mark, -1 if unknown, and then why. */
  synchronized Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("peakMiB", peak);
    if (peak == UNKNOWN) {
      json.put("reason", objection.isEmpty() ? "nvidia-smi told nothing yet" : objection);
    }
    return json;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
  }

  /** What a command says, in lines; none if it cannot be run or fails. */
  static List<String> ask(List<String> command) {
    try {
      Process asked =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      asked.getOutputStream().close();
      List<String> lines =
          new ArrayList<>(
              new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                  .lines()
                  .map(String::strip)
                  .toList());
      return asked.waitFor() == 0 ? lines : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
