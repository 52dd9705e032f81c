package io.heed.converter.cli;

import io.heed.converter.verify.ModelUnderTest;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model a command converts, and where the result goes. */
final class ConversionArguments {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "DIR|FILE",
      required = true,
      description = "The original, in floats: a model directory or an ONNX file.")
  private Path model = Path.of("");

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description =
          "The variant of the directory to start from. Without it: fp32, or the only one.")
  private @Nullable String variant;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR|FILE",
      description =
          "A new model directory, or a file ending in .onnx. Without it: a further variant in the"
              + " directory of the original.")
  private @Nullable Path output;

  /** Opens the original. */
  ModelUnderTest original() {
    return ComparedModel.open(model, variant);
  }

  /** The file of the original. */
  Path file(ModelUnderTest original) {
    return original
        .directory()
        .map(directory -> directory.path(chosen(directory).file()).orElseThrow())
        .orElse(model);
  }

  /** The original's form for single texts, if it has one. */
  Optional<Path> single(ModelUnderTest original) {
    return original
        .directory()
        .flatMap(directory -> chosen(directory).single().flatMap(directory::path));
  }

  /** Whether the result goes to another directory than the original's. */
  boolean toAnotherDirectory() {
    Path to = output;
    return to != null
        && !to.toAbsolutePath().normalize().equals(model.toAbsolutePath().normalize());
  }

  /** Plans the output. */
  VariantOutput target(ModelUnderTest original, String variantName) {
    return VariantOutput.of(original.directory(), file(original), output, variantName);
  }

  private Variant chosen(ModelDirectory directory) {
    return variant != null ? directory.variant(variant) : directory.defaultVariant();
  }
}
