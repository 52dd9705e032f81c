package io.heed.engine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a model runs. Immutable.
 *
 * @param kind of device
 * @param index which of several, from 0
 */
public record Device(Kind kind, int index) {
  /** A kind of device. */
  public enum Kind {
    /** The processor. */
    CPU,
    /** A GPU through ONNX Runtime's CUDA provider. */
    CUDA,
    /** A GPU through ONNX Runtime's TensorRT provider. */
    TENSORRT,
    /** The first GPU if CUDA can be used, else the processor. */
    AUTO
  }

  /** The processor. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** {@link Kind#AUTO}. */
  public static final Device AUTO = new Device(Kind.AUTO, 0);

  /**
   * Reads a device or several, separated by commas: {@code auto}, {@code cpu}, {@code cuda}, {@code
   * cuda:1}, {@code tensorrt:0,tensorrt:1}.
   *
   * @throws IllegalArgumentException that names the value and what was expected
   */
  public static List<Device> parse(String text) {
    List<Device> devices = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      devices.add(parseOne(part.strip(), text));
    }
    return List.copyOf(devices);
  }

  /** Whether it is a GPU. */
  public boolean isAccelerator() {
    return kind == Kind.CUDA || kind == Kind.TENSORRT;
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return isAccelerator() ? name + ":" + index : name;
  }

  private static Device parseOne(String part, String whole) {
    int colon = part.indexOf(':');
    String name = colon < 0 ? part : part.substring(0, colon);
    for (Kind kind : Kind.values()) {
      boolean numbered = kind == Kind.CUDA || kind == Kind.TENSORRT;
      if (kind.name().toLowerCase(Locale.ROOT).equals(name) && (colon < 0 || numbered)) {
        return new Device(kind, colon < 0 ? 0 : number(part.substring(colon + 1), whole));
      }
    }
    throw unknown(whole);
  }

  private static int number(String digits, String whole) {
    if (!digits.matches("[0-9]{1,3}")) {
      throw unknown(whole);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "device: \""
            + text
            + "\", expected auto, cpu, cuda[:n] or tensorrt[:n], or several with commas");
  }
}
