package io.heed.server.cli;

import io.heed.server.ModelSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which models a server has, and where they run. Filled by picocli. */
final class ServedModelOptions {
  @Option(
      names = "--model-repository",
      paramLabel = "DIR",
      description =
          "A folder with a folder for each model: a model directory or an ONNX file model.onnx, in"
              + " folders 1, 2… if it has versions. What cannot be loaded is left out and told.")
  private @Nullable Path repository;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "DIR",
      description = "The folder of a single model. Without both: the bundled model.")
  private @Nullable Path directory;

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "The name of a single model. Default: that of its folder; ag-news if bundled.")
  private @Nullable String name;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = "The variant of model directories: fp32, int8… Default: fp32, or the only one.")
  private @Nullable String variant;

  @Option(
      names = "--model-versions",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many of a model's newest versions are served. Default: ${DEFAULT-VALUE}.")
  private int versions;

  @Option(
      names = "--poll-seconds",
      paramLabel = "N",
      description = "Looks for changed, new and gone models every N seconds. Without it: never.")
  private @Nullable Integer pollSeconds;

  @Option(
      names = "--model-control",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Lets calls load and unload models, those of administrators if there are tokens.")
  private boolean control;

  @Option(
      names = "--max-texts",
      paramLabel = "N",
      defaultValue = "256",
      description = "How many texts a request may have. Default: ${DEFAULT-VALUE}.")
  private int maxTexts;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "How many texts a model takes at a time, waiting and running; more are refused at once."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description =
          "How many runs of a model there may be at a time. Default: one a processor, two a GPU.")
  private @Nullable Integer lanes;

  @Mixin private DeviceOptions device = new DeviceOptions();

  ModelSettings settings() {
    return new ModelSettings(
        Optional.ofNullable(repository),
        Optional.ofNullable(directory),
        Optional.ofNullable(name),
        versions,
        Optional.ofNullable(pollSeconds).map(Duration::ofSeconds),
        control,
        device.serving(
            Optional.ofNullable(variant),
            maxTexts,
            maxRequests,
            lanes == null ? OptionalInt.empty() : OptionalInt.of(lanes),
            ModelSettings.WARM_UP));
  }
}
