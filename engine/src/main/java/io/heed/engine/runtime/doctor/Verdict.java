package io.heed.engine.runtime.doctor;

import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.machine.Obstacle;
import io.heed.engine.runtime.machine.ProviderLibrary;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device can be used. Immutable.
 *
 * @param device the device
 * @param library the library of its provider, with all that it needs; null for the CPU, and where
 *     there is none that can be read
 * @param failure what ONNX Runtime said when the device was tried, or null if it worked
 * @param obstacles what was found to stand in the way; may be empty though it does not work
 */
public record Verdict(
    Device device,
    @Nullable ProviderLibrary library,
    @Nullable String failure,
    List<Obstacle> obstacles) {
  /** Whether a session on it computed what it should. */
  public boolean ready() {
    return failure == null;
  }

  /** A line: the device, {@code ready} or what is wrong and what to do about it. */
  @Override
  public String toString() {
    if (failure == null) {
      return device + ": ready";
    }
    if (obstacles.isEmpty()) {
      return device + ": not usable: " + failure.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
    return device
        + ": not usable: "
        + obstacles.stream().map(Obstacle::problem).collect(Collectors.joining("; "))
        + ". To do: "
        + obstacles.stream().map(Obstacle::remedy).distinct().collect(Collectors.joining("; "));
  }
}
