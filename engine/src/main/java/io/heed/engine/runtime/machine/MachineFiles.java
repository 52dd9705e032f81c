package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file-system root and an environment: the machine's own, or a tree that stands for another
 * machine. What cannot be read counts as absent. Immutable.
 */
public final class MachineFiles {
  private final Path root;
  private final Map<String, String> environment;

  private MachineFiles(Path root, Map<String, String> environment) {
    this.root = root;
    this.environment = Map.copyOf(environment);
  }

  /** This machine, and this process' environment. */
  public static MachineFiles ofThisMachine() {
    return new MachineFiles(Path.of("/"), System.getenv());
  }

  /** Another root and environment. */
  public static MachineFiles of(Path root, Map<String, String> environment) {
    return new MachineFiles(root, environment);
  }

  /** Where an absolute path of the machine lies. */
  Path path(String absolute) {
    return root.resolve(absolute.replaceFirst("^/+", ""));
  }

  boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /** The text of a file; bytes that are no UTF-8 are replaced. */
  Optional<String> text(String absolute) {
    try {
      return Optional.of(new String(Files.readAllBytes(path(absolute)), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A variable's value, if it is set. */
  Optional<String> environment(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  /** What lies in a directory and fits a glob, sorted; nothing if there is no such directory. */
  static List<Path> list(Path directory, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
