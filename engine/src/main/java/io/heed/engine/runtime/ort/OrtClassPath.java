package io.heed.engine.runtime.ort;

import io.heed.engine.error.EngineException;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the classes of ONNX Runtime come from. Its artifacts for CPUs and for GPUs hold the same
 * classes with different libraries; of both together the first one wins silently. Stateless.
 */
final class OrtClassPath {
  private static final String CLASS = "ai/onnxruntime/OrtEnvironment.class";

  private OrtClassPath() {}

  /** The jars and folders that hold the classes, in the order of the class path. */
  static List<String> places(ClassLoader loader) {
    try {
      List<String> places = new ArrayList<>();
      for (URL url : Collections.list(loader.getResources(CLASS))) {
        places.add(place(url));
      }
      return places;
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "the class path cannot be read: " + e, e);
    }
  }

  /**
   * Refuses two copies.
   *
   * @throws EngineException of kind RUNTIME that names all and says which one to keep
   */
  static void check(ClassLoader loader) {
    List<String> places = places(loader);
    if (places.size() > 1) {
      throw new EngineException(
          EngineException.Kind.RUNTIME,
          "ONNX Runtime is on the class path "
              + places.size()
              + " times, expected once: "
              + places.stream()
                  .map(place -> place + " (com.microsoft.onnxruntime:" + artifact(place) + ")")
                  .collect(Collectors.joining(", "))
              + "; remove onnxruntime to run on GPUs, onnxruntime_gpu to run on CPUs only, or the"
              + " second copy");
    }
  }

  private static String artifact(String place) {
    return place.contains("onnxruntime_gpu") ? "onnxruntime_gpu" : "onnxruntime";
  }

  private static String place(URL url) {
    String text = url.toString();
    return text.substring(0, text.length() - CLASS.length())
        .replaceFirst("^jar:", "")
        .replaceFirst("!/$", "")
        .replaceFirst("^file:", "");
  }
}
