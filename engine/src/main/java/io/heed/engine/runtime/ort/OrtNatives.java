package io.heed.engine.runtime.ort;

import io.heed.engine.internal.NativeLibraryFile;
import io.heed.engine.runtime.Device;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries of ONNX Runtime: where they come from and where they are kept. Thread-safe;
 * touches no class of ONNX Runtime, which would load them.
 */
final class OrtNatives {
  /** ONNX Runtime takes its libraries from the directory that this system property names. */
  static final String PATH_PROPERTY = "onnxruntime.native.path";

  static final String CUDA = "onnxruntime_providers_cuda";
  static final String TENSORRT = "onnxruntime_providers_tensorrt";
  private static final String SHARED = "onnxruntime_providers_shared";
  private static final String RUNTIME = "onnxruntime";
  private static final String BINDING = "onnxruntime4j_jni";
  private static final Pattern MAPPED =
      Pattern.compile("(?m)\\s(/\\S.*/libonnxruntime\\.so(?:\\.[0-9.]+)?)$");

  private OrtNatives() {}

  /**
   * ONNX Runtime extracts 28 MB at every start, unless told where the libraries lie. Where a
   * directory for native libraries was named, they are kept there and it is told so.
   */
  static void keep() throws IOException {
    Optional<Path> directory = NativeLibraryFile.directory();
    if (directory.isEmpty() || System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    URL runtime = resource(RUNTIME);
    if (runtime == null || resource(BINDING) == null) {
      return;
    }
    Path folder = directory.get().resolve("onnxruntime-" + NativeLibraryFile.fingerprint(runtime));
    for (String name : List.of(RUNTIME, BINDING, SHARED)) {
      keep(name, folder);
    }
    System.setProperty(PATH_PROPERTY, folder.toAbsolutePath().toString());
  }

  /**
   * Brings a provider's library, up to 622 MB, to the others where those are kept by {@link #keep}:
   * ONNX Runtime would extract it to a temporary folder, and then look for it beside its own
   * library.
   */
  static void keepProvider(String name) throws IOException {
    Optional<Path> directory = NativeLibraryFile.directory();
    String path = System.getProperty(PATH_PROPERTY);
    if (directory.isPresent()
        && path != null
        && Path.of(path).startsWith(directory.get().toAbsolutePath())) {
      keep(name, Path.of(path));
    }
  }

  /** The library of ONNX Runtime that this process has loaded, if the system tells (Linux). */
  static Optional<Path> loaded() {
    try {
      Matcher mapped = MAPPED.matcher(Files.readString(Path.of("/proc/self/maps")));
      return mapped.find() ? Optional.of(Path.of(mapped.group(1))) : Optional.empty();
    } catch (IOException e) { // another system than Linux
      return Optional.empty();
    }
  }

  /**
   * Where ONNX Runtime looks for the libraries of a GPU's providers: beside its own. The files need
   * not be there.
   */
  static List<Path> providers(Path runtime, Device device) {
    return (device.kind() == Device.Kind.TENSORRT ? List.of(TENSORRT, CUDA) : List.of(CUDA))
        .stream().map(name -> runtime.resolveSibling(System.mapLibraryName(name))).toList();
  }

  private static void keep(String name, Path folder) throws IOException {
    URL resource = resource(name);
    if (resource != null) {
      NativeLibraryFile.keep(resource, folder, System.mapLibraryName(name));
    }
  }

  private static @Nullable URL resource(String name) {
    return OrtNatives.class.getResource(resources() + System.mapLibraryName(name));
  }

  /** ONNX Runtime's name of the platform: {@code linux-x64}, {@code osx-aarch64}… */
  private static String resources() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String osName = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux";
    String archName = arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch;
    return "/ai/onnxruntime/native/" + osName + "-" + archName + "/";
  }
}
