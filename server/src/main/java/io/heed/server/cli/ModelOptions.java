package io.heed.server.cli;

import io.heed.engine.TextClassifier;
import io.heed.engine.TextClassifierBuilder;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model a command works with, and where it runs. Filled by picocli. */
final class ModelOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "DIR",
      description =
          "A model directory in Hugging Face's layout: config.json, tokenizer.json, model.onnx."
              + " Without it: the bundled model, which tells the topic of a news item.")
  private @Nullable Path directory;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = "The variant of the model: fp32, int8… Without it: fp32, or the only one.")
  private @Nullable String variant;

  @Mixin private DeviceOptions device = new DeviceOptions();

  /** Loads the model; each answer lists so many labels. */
  TextClassifier load(int topK) {
    ModelDirectory model =
        directory != null ? ModelDirectory.open(directory) : ModelDirectory.bundled();
    TextClassifierBuilder builder = TextClassifier.builder(model).topK(topK);
    if (variant != null) {
      builder.variant(variant);
    }
    device.apply(builder);
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw device.usage(e);
    }
  }
}
