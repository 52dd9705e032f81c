package io.heed.server.repository;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what a repository's folder holds. {@code NAME/} is a model: with folders {@code 1}, {@code
 * 2}… its versions, as Triton has them; without, if files lie in it, its version 1. Anything whose
 * name no model can have, hidden folders and links that lead out of the repository are left out.
 * Stateless.
 */
final class RepositoryScan {
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

  /** A model directory has {@code onnx/} within; nothing of a model lies deeper. */
  private static final int DEPTH = 4;

  private RepositoryScan() {}

  /**
   * All models.
   *
   * @throws ServerException (UNAVAILABLE) if the folder cannot be read
   */
  static SortedMap<String, ModelFolder> all(Path root) {
    SortedMap<String, ModelFolder> found = new TreeMap<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String name = entry.getFileName().toString();
        if (ModelNames.isGood(name)) {
          one(root, name).ifPresent(folder -> found.put(name, folder));
        }
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      throw new ServerException(
          Status.UNAVAILABLE, "model repository " + root + ": cannot be read: " + e, e);
    }
  }

  /** One model, if there is a folder of that name. */
  static Optional<ModelFolder> one(Path root, String name) {
    Path folder = root.resolve(ModelNames.require(name));
    if (!isWithin(root, folder)) {
      return Optional.empty();
    }
    SortedMap<Long, Path> versions = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      boolean files = false;
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String each = entry.getFileName().toString();
        files |= Files.isRegularFile(entry) && !each.startsWith(".");
        if (VERSION.matcher(each).matches() && isWithin(root, entry)) {
          versions.put(Long.parseLong(each), entry);
        }
      }
      if (versions.isEmpty() && files) {
        versions.put(1L, folder);
      }
      return Optional.of(found(name, versions));
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(new ModelFolder(name, new TreeMap<>(), new TreeMap<>()));
    }
  }

  /** A folder that is version 1 of a model, wherever it lies; empty while it is not there. */
  static Optional<ModelFolder> single(String name, Path folder) {
    try {
      return Files.isDirectory(folder)
          ? Optional.of(found(name, new TreeMap<>(Map.of(1L, folder))))
          : Optional.empty();
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(new ModelFolder(name, new TreeMap<>(), new TreeMap<>()));
    }
  }

  private static ModelFolder found(String name, SortedMap<Long, Path> versions) throws IOException {
    SortedMap<Long, String> fingerprints = new TreeMap<>();
    for (Map.Entry<Long, Path> version : versions.entrySet()) {
      fingerprints.put(version.getKey(), fingerprint(version.getValue()));
    }
    return new ModelFolder(name, versions, fingerprints);
  }

  /** Whether it is a folder that lies in the repository, wherever links lead. */
  private static boolean isWithin(Path root, Path folder) {
    try {
      return Files.isDirectory(folder) && folder.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static String fingerprint(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, DEPTH, new FileVisitOption[0])) {
      StringBuilder all = new StringBuilder();
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        BasicFileAttributes facts =
            Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]);
        if (facts.isRegularFile()) {
          all.append(folder.relativize(file))
              .append('\0')
              .append(facts.size())
              .append('\0')
              .append(facts.lastModifiedTime().toMillis())
              .append('\n');
        }
      }
      return all.toString();
    }
  }
}
