package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.models.ModelDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model as the command line names it: a directory and a variant, or an ONNX file. Stateless. */
final class ComparedModel {
  private ComparedModel() {}

  static ModelUnderTest open(Path path, @Nullable String variant) {
    if (Files.isDirectory(path)) {
      ModelDirectory directory = ModelDirectory.open(path);
      return ModelUnderTest.of(
          directory, variant != null ? directory.variant(variant) : directory.defaultVariant());
    }
    if (variant != null) {
      throw new ConverterException(
          Kind.USAGE,
          "variant " + variant + ": found the file " + path + ", expected a model directory");
    }
    return ModelUnderTest.of(path);
  }
}
