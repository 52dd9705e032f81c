package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The shared libraries of a machine, found as its dynamic loader finds them (ld.so(8)): RPATH,
 * {@code LD_LIBRARY_PATH}, RUNPATH, {@code /etc/ld.so.cache}, the default directories. Beyond that
 * it looks into the usual places of CUDA, where the loader does not. Immutable.
 */
public final class SharedLibraries {
  private static final List<String> DEFAULTS =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib/aarch64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib");

  private final MachineFiles files;
  private final List<Path> fromEnvironment = new ArrayList<>();
  private final Map<String, List<String>> cache;
  private final List<Path> defaults;
  private final List<Path> elsewhere = new ArrayList<>();

  private SharedLibraries(MachineFiles files) {
    this.files = files;
    for (String part : files.environment("LD_LIBRARY_PATH").orElse("").split("[:;]", -1)) {
      if (part.startsWith("/")) {
        fromEnvironment.add(files.path(part));
      }
    }
    this.cache = LoaderCache.read(files.path("/etc/ld.so.cache"));
    this.defaults = DEFAULTS.stream().map(files::path).toList();
    for (Path cuda : MachineFiles.list(files.path("/usr/local"), "{cuda,TensorRT,tensorrt}*")) {
      elsewhere.add(cuda.resolve("lib64"));
      elsewhere.add(cuda.resolve("lib"));
      for (Path target : MachineFiles.list(cuda.resolve("targets"), "*")) {
        elsewhere.add(target.resolve("lib"));
      }
    }
    elsewhere.add(files.path("/usr/local/lib"));
    elsewhere.add(files.path("/usr/local/nvidia/lib64"));
  }

  /** Those of a machine as it is now. */
  public static SharedLibraries of(MachineFiles files) {
    return new SharedLibraries(files);
  }

  /** What the loader takes for a name that a library needs. */
  Optional<LibraryFile> find(String soname, ElfFile neededBy) {
    List<Path> candidates = new ArrayList<>();
    if (neededBy.runPath().isEmpty()) {
      candidates.addAll(ownPath(neededBy, neededBy.rPath(), soname));
    }
    fromEnvironment.forEach(directory -> candidates.add(directory.resolve(soname)));
    candidates.addAll(ownPath(neededBy, neededBy.runPath(), soname));
    cache.getOrDefault(soname, List.of()).forEach(path -> candidates.add(files.path(path)));
    defaults.forEach(directory -> candidates.add(directory.resolve(soname)));
    return candidates.stream()
        .filter(file -> fits(file, neededBy.machine()))
        .findFirst()
        .map(file -> LibraryFile.of(soname, file, true));
  }

  /** A library of that name in a usual place that the loader does not search. */
  Optional<LibraryFile> elsewhere(String soname, ElfFile neededBy) {
    return elsewhere.stream()
        .map(directory -> directory.resolve(soname))
        .filter(file -> fits(file, neededBy.machine()))
        .findFirst()
        .map(file -> LibraryFile.of(soname, file, false));
  }

  /**
   * All versions of a library, one a name, those first that the loader finds.
   *
   * @param stem the name without its version, such as {@code libcudart.so}
   */
  public List<LibraryFile> versions(String stem) {
    Map<String, LibraryFile> found = new LinkedHashMap<>();
    fromEnvironment.forEach(directory -> addAll(found, directory, stem, true));
    cache.forEach(
        (name, paths) -> {
          if (isVersion(name, stem)) {
            for (String path : paths) {
              add(found, name, files.path(path), true);
            }
          }
        });
    defaults.forEach(directory -> addAll(found, directory, stem, true));
    elsewhere.forEach(directory -> addAll(found, directory, stem, false));
    return List.copyOf(found.values());
  }

  /** The directories of a library's own path, with those of a version's files. */
  private List<Path> ownPath(ElfFile library, List<String> directories, String soname) {
    Path origin = library.file().toAbsolutePath().getParent();
    Set<Path> paths = new LinkedHashSet<>();
    for (String directory : directories) {
      if (directory.startsWith("/")) {
        paths.add(files.path(directory).resolve(soname));
      } else if (origin != null && directory.matches("\\$(ORIGIN|\\{ORIGIN\\})(/.*)?")) {
        String rest = directory.replaceFirst("^\\$(ORIGIN|\\{ORIGIN\\})/?", "");
        paths.add(origin.resolve(rest).resolve(soname));
      }
    }
    return List.copyOf(paths);
  }

  private static void addAll(
      Map<String, LibraryFile> found, Path directory, String stem, boolean onLoaderPath) {
    for (Path file : MachineFiles.list(directory, stem + ".*")) {
      add(found, file.getFileName().toString(), file, onLoaderPath);
    }
  }

  /** Adds a file under its soname, so that links and what they lead to count once. */
  private static void add(
      Map<String, LibraryFile> found, String name, Path file, boolean onLoaderPath) {
    try {
      String own = ElfFile.read(file).soname();
      String soname = own.isEmpty() ? name : own;
      found.putIfAbsent(soname, LibraryFile.of(soname, file, onLoaderPath));
    } catch (IOException e) { // not a library, or a link that leads nowhere
      return;
    }
  }

  private static boolean isVersion(String name, String stem) {
    return name.startsWith(stem + ".");
  }

  private static boolean fits(Path file, int machine) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      return ElfFile.read(file).machine() == machine;
    } catch (IOException e) { // the loader passes by, too
      return false;
    }
  }
}
