package io.heed.server.repository;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where a repository's models come from. Immutable; looks anew each time. */
public final class ModelSource {
  private final Supplier<SortedMap<String, ModelFolder>> all;
  private final Function<String, Optional<ModelFolder>> one;
  private final String description;

  private ModelSource(
      Supplier<SortedMap<String, ModelFolder>> all,
      Function<String, Optional<ModelFolder>> one,
      String description) {
    this.all = all;
    this.one = one;
    this.description = description;
  }

  private static ModelSource of(
      String name, Supplier<Optional<ModelFolder>> only, String description) {
    return new ModelSource(
        () -> {
          SortedMap<String, ModelFolder> found = new TreeMap<>();
          only.get().ifPresent(folder -> found.put(name, folder));
          return found;
        },
        asked -> asked.equals(name) ? only.get() : Optional.empty(),
        description);
  }

  /**
   * A folder that holds a folder for each model.
   *
   * @throws ServerException (NOT_FOUND) if there is no such folder
   */
  public static ModelSource repository(Path root) {
    if (!Files.isDirectory(root)) {
      throw new ServerException(
          Status.NOT_FOUND, "model repository " + root + ": found no folder, expected one");
    }
    return new ModelSource(
        () -> RepositoryScan.all(root),
        name -> RepositoryScan.one(root, name),
        "model repository " + root);
  }

  /**
   * A single model, version 1.
   *
   * @param name of the model, as models of repositories are named
   * @param folder that holds its files
   * @throws ServerException if the name cannot be one, or there is no such folder
   */
  public static ModelSource single(String name, Path folder) {
    ModelNames.require(name);
    if (!Files.isDirectory(folder)) {
      throw new ServerException(
          Status.NOT_FOUND, "model " + folder + ": found no folder, expected a model directory");
    }
    return of(name, () -> RepositoryScan.single(name, folder), "model " + folder);
  }

  /** A single model, version 1, that lies in no folder and never changes. */
  public static ModelSource builtIn(String name) {
    ModelFolder folder =
        new ModelFolder(
            ModelNames.require(name),
            new TreeMap<>(Map.of(1L, Path.of(""))),
            new TreeMap<>(Map.of(1L, "built in")));
    return of(name, () -> Optional.of(folder), "the model that comes with Heed");
  }

  SortedMap<String, ModelFolder> all() {
    return all.get();
  }

  Optional<ModelFolder> one(String name) {
    return one.apply(name);
  }

  /** For people. */
  @Override
  public String toString() {
    return description;
  }
}
