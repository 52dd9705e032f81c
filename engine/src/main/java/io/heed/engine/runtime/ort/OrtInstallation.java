package io.heed.engine.runtime.ort;

import ai.onnxruntime.OrtEnvironment;
import io.heed.engine.runtime.Device;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ONNX Runtime of this process. Immutable.
 *
 * @param version of the native library
 * @param classes the jar that its classes come from
 * @param library the native library that is loaded, or null if the system does not tell
 * @param libraryOrigin who said that it be that one
 * @param providers the execution providers compiled in, by ONNX Runtime's own names
 */
public record OrtInstallation(
    String version,
    String classes,
    @Nullable Path library,
    String libraryOrigin,
    List<String> providers) {
  /**
   * Loads ONNX Runtime, if that has not been done, and tells what it is.
   *
   * @throws io.heed.engine.error.EngineException of kind RUNTIME if it cannot be loaded
   */
  public static OrtInstallation ofThisProcess() {
    boolean named = System.getProperty(OrtNatives.PATH_PROPERTY) != null;
    OrtEnvironment environment = OrtRuntime.environment();
    boolean kept = !named && System.getProperty(OrtNatives.PATH_PROPERTY) != null;
    return new OrtInstallation(
        environment.getVersion(),
        String.join(", ", OrtClassPath.places(OrtNatives.class.getClassLoader())),
        OrtNatives.loaded().orElse(null),
        named
            ? "-D" + OrtNatives.PATH_PROPERTY
            : kept
                ? "from the jar, kept in -Dheed.native.dir"
                : "from the jar, in a temporary folder",
        OrtEnvironment.getAvailableProviders().stream().map(Object::toString).sorted().toList());
  }

  /** Whether the device's provider is compiled in. */
  public boolean has(Device device) {
    return switch (device.kind()) {
      case CPU, AUTO -> true;
      case CUDA -> providers.contains("CUDA");
      case TENSORRT -> providers.contains("TENSOR_RT");
    };
  }

  /**
   * Where ONNX Runtime looks for the libraries of a GPU's providers, TensorRT's before CUDA's; the
   * files need not be there before the provider was asked for.
   */
  public List<Path> providerLibraries(Device device) {
    return library == null ? List.of() : OrtNatives.providers(library, device);
  }
}
