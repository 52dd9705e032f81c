package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.quantize.CalibrationMethod;
import io.heed.converter.quantize.CalibrationOptions;
import io.heed.converter.quantize.QuantizeStep;
import io.heed.converter.quantize.TokenInputs;
import io.heed.converter.verify.ModelUnderTest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the ranges of activations are measured. Filled by picocli. */
final class CalibrationArguments {
  @Option(
      names = "--calibration-texts",
      paramLabel = "FILE",
      description =
          "Static mode: texts like those that will be answered, one a line, not those of --data. A"
              + " few hundred do.")
  private @Nullable Path texts;

  @Option(
      names = "--calibration-random",
      description =
          "Static mode: random token ids in place of texts; for models that were not trained.")
  private boolean random;

  @Option(
      names = "--calibration-limit",
      paramLabel = "N",
      defaultValue = "500",
      description = "Only the first of the texts. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--calibration-method",
      paramLabel = "METHOD",
      defaultValue = "percentile",
      description =
          "From values to a range: ${COMPLETION-CANDIDATES}. entropy clips what is rare (Migacz,"
              + " GTC 2017). Default: ${DEFAULT-VALUE}.")
  private CalibrationMethod method = CalibrationMethod.PERCENTILE;

  @Option(
      names = "--percentile",
      paramLabel = "X",
      defaultValue = "99.99",
      description =
          "With percentile: the share of values in the range, in percent. Default: ${DEFAULT-VALUE}.")
  private double percentile;

  /** What to measure with; throws a usage error at options that do not fit. */
  QuantizeStep.Measuring measuring(ModelUnderTest source) {
    if (!(percentile > 50 && percentile <= 100)) {
      throw new ConverterException(
          Kind.USAGE, "--percentile: found " + percentile + ", expected above 50 and up to 100");
    }
    if (limit < 1) {
      throw new ConverterException(
          Kind.USAGE, "--calibration-limit: found " + limit + ", expected 1 or more");
    }
    return new QuantizeStep.Measuring(new CalibrationOptions(method, percentile), inputs(source));
  }

  private TokenInputs inputs(ModelUnderTest source) {
    Path file = texts;
    if ((file == null) != random) {
      throw new ConverterException(
          Kind.USAGE, "static mode: expected --calibration-texts or --calibration-random");
    }
    return file == null
        ? CalibrationTexts.random(source)
        : CalibrationTexts.of(file, limit, source);
  }
}
