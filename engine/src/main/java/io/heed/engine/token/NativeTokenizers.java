package io.heed.engine.token;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeLibraryFile;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads DJL's native tokenizers, once a process, from the jar that holds them. Thread-safe.
 *
 * <p>DJL's own loader is passed by: it starts the CUDA runtime to choose a build, downloads that
 * build where it finds a GPU, writes below the home directory, warns on the log and takes 160 ms;
 * the library itself takes 5. It is still asked where this one cannot work: a platform without a
 * library in the jar, or DJL in another class loader than this class. RATIONALE.md has the
 * findings.
 */
final class NativeTokenizers {
  private static final String RESOURCES = "/native/lib/";

  private NativeTokenizers() {}

  /** The native functions, ready for use. */
  static TokenizersLibrary library() {
    return Loaded.LIBRARY;
  }

  private static final class Loaded {
    static final TokenizersLibrary LIBRARY = load();
  }

  private static TokenizersLibrary load() {
    try {
      Optional<String> folder = folder(property("os.name"), property("os.arch"));
      boolean sameLoader =
          NativeTokenizers.class.getClassLoader() == TokenizersLibrary.class.getClassLoader();
      if (folder.isPresent() && sameLoader && loadFromJar(RESOURCES + folder.get() + "/cpu/")) {
        return TokenizersLibrary.LIB;
      }
      LibUtils.checkStatus();
      return TokenizersLibrary.LIB;
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "native tokenizers cannot be loaded: " + e, e);
    }
  }

  /** DJL's name of a platform: {@code linux-x86_64}, {@code osx-aarch64}… */
  static Optional<String> folder(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.equals("amd64") ? "x86_64" : osArch;
    if (os.startsWith("linux")) {
      return Optional.of("linux-" + arch);
    } else if (os.startsWith("mac")) {
      return Optional.of("osx-" + arch);
    } else if (os.startsWith("win")) {
      return Optional.of("win-" + arch);
    }
    return Optional.empty();
  }

  private static boolean loadFromJar(String resources) throws IOException {
    String library = System.mapLibraryName("tokenizers");
    URL main = resource(resources + library);
    if (main == null) {
      return false;
    }
    List<String> names =
        library.endsWith(".dll")
            ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", library)
            : List.of(library);
    Optional<Path> kept = NativeLibraryFile.directory();
    Path folder =
        kept.isPresent()
            ? kept.get().resolve("tokenizers-" + NativeLibraryFile.fingerprint(main))
            : Files.createTempDirectory("heed-tokenizers");
    for (String name : names) {
      URL resource = resource(resources + name);
      if (resource != null) {
        Path file = NativeLibraryFile.keep(resource, folder, name);
        System.load(file.toAbsolutePath().toString());
        deleteAfterUse(file, kept.isPresent());
      }
    }
    deleteAfterUse(folder, kept.isPresent());
    return true;
  }

  /** A loaded library needs its name no longer, except on Windows, which deletes it at the end. */
  private static void deleteAfterUse(Path path, boolean kept) {
    if (!kept) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        path.toFile().deleteOnExit();
      }
    }
  }

  private static @Nullable URL resource(String name) {
    return TokenizersLibrary.class.getResource(name);
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }
}
