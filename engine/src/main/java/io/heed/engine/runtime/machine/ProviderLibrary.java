package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The library of an execution provider and all that it needs, directly or through NVIDIA's
 * libraries. Immutable.
 *
 * @param file the library
 * @param needed what it needs, in the order in which the loader comes to it
 */
public record ProviderLibrary(Path file, List<NeededLibrary> needed) {
  /**
   * Reads the libraries that a device needs together; of those that are absent or no libraries of
   * Linux nothing is known.
   *
   * @param files the provider's own library, then that of the one it falls back to
   */
  public static Optional<ProviderLibrary> read(List<Path> files, SharedLibraries libraries) {
    Map<String, NeededLibrary> needed = new LinkedHashMap<>();
    List<Path> known = new ArrayList<>();
    for (Path file : files) {
      if (collect(file, libraries, needed)) {
        known.add(file);
      }
    }
    return known.stream()
        .findFirst()
        .map(file -> new ProviderLibrary(file, List.copyOf(needed.values())));
  }

  /** The CUDA version it was built for, by the runtime it asks for; empty if it asks for none. */
  public OptionalInt cudaMajor() {
    return needed.stream()
        .map(NeededLibrary::soname)
        .filter(soname -> soname.matches("lib(cudart|cublas|cublasLt)\\.so\\.[0-9]{1,4}(\\..*)?"))
        .mapToInt(soname -> Integer.parseInt(LibraryFile.version(soname).replaceFirst("\\..*", "")))
        .findFirst();
  }

  private static boolean collect(
      Path file, SharedLibraries libraries, Map<String, NeededLibrary> needed) {
    try {
      collect(ElfFile.read(file), libraries, needed);
      return true;
    } catch (IOException e) { // not there: what ONNX Runtime says tells that
      return false;
    }
  }

  private static void collect(
      ElfFile library, SharedLibraries libraries, Map<String, NeededLibrary> needed)
      throws IOException {
    for (String soname : library.needed()) {
      if (!needed.containsKey(soname)) {
        NeededLibrary entry = look(soname, library, libraries);
        needed.put(soname, entry);
        LibraryFile found = entry.found();
        if (found != null && entry.isOfNvidia()) {
          collect(ElfFile.read(found.file()), libraries, needed);
        }
      }
    }
  }

  private static NeededLibrary look(String soname, ElfFile library, SharedLibraries libraries) {
    LibraryFile found = libraries.find(soname, library).orElse(null);
    LibraryFile elsewhere =
        found != null ? null : libraries.elsewhere(soname, library).orElse(null);
    Product product = Product.of(soname);
    LibraryFile other =
        found != null || elsewhere != null || !product.isOfNvidia()
            ? null
            : libraries.versions(soname.replaceFirst("\\.so.*", ".so")).stream()
                .filter(version -> !version.soname().equals(soname))
                .findFirst()
                .orElse(null);
    String neededBy = String.valueOf(library.file().getFileName());
    return new NeededLibrary(soname, neededBy, product.name(), found, elsewhere, other);
  }
}
