package io.heed.server;

import io.heed.server.inference.ServingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which models a server has. Immutable.
 *
 * @param repository a folder with a folder for each model; excludes {@code directory}
 * @param directory the folder of a single model; without both, the bundled model
 * @param name of a single model; without it the name of its folder, or {@code ag-news}
 * @param versions how many of the newest versions of a model are loaded
 * @param poll how often to look for changes; without it never
 * @param control whether calls may load and unload models
 * @param serving how models are loaded
 */
public record ModelSettings(
    Optional<Path> repository,
    Optional<Path> directory,
    Optional<String> name,
    int versions,
    Optional<Duration> poll,
    boolean control,
    ServingOptions serving) {
  /** By then the code that answers for a small model is compiled. */
  public static final Duration WARM_UP = Duration.ofSeconds(3);

  /** The bundled model on the CPU, warm before it is ready. */
  public static final ModelSettings DEFAULT =
      new ModelSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1,
          Optional.empty(),
          false,
          ServingOptions.DEFAULT.withWarmUp(WARM_UP));

  /** Checks what excludes each other. */
  public ModelSettings {
    if (repository.isPresent() && (directory.isPresent() || name.isPresent())) {
      throw new IllegalArgumentException(
          "a model repository beside a single model, expected one of them");
    }
    if (poll.isPresent() && (poll.get().isZero() || poll.get().isNegative())) {
      throw new IllegalArgumentException("poll: " + poll.get() + ", expected above zero");
    }
  }

  /** The same over another repository. */
  public ModelSettings withRepository(Path folder) {
    return new ModelSettings(
        Optional.of(folder), directory, name, versions, poll, control, serving);
  }

  /** The same with or without calls that load and unload. */
  public ModelSettings withControl(boolean allowed) {
    return new ModelSettings(repository, directory, name, versions, poll, allowed, serving);
  }
}
