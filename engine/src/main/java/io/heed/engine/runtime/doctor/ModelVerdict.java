package io.heed.engine.runtime.doctor;

import io.heed.engine.runtime.Device;
import org.jspecify.annotations.Nullable;

/**
 * Whether a variant of a model can be opened on a device. Immutable.
 *
 * @param file the variant's file
 * @param device the device
 * @param failure what ONNX Runtime said, or null if it can
 */
public record ModelVerdict(String file, Device device, @Nullable String failure) {
  @Override
  public String toString() {
    return file
        + " on "
        + device
        + ": "
        + (failure == null
            ? "opens"
            : "does not open: " + failure.strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
