package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.quantize.QuantizeOptions;
import io.heed.converter.quantize.QuantizeStep;
import io.heed.converter.quantize.VariantCheck;
import io.heed.converter.verify.ComparisonOptions;
import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.ModelComparison;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.converter.verify.Tolerance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed quantize}: a model with 8-bit integers in place of floats. */
@Command(
    name = "quantize",
    description = {
      "Puts 8-bit integers in place of the weights of a model: about a quarter of the size, and"
          + " faster on CPUs with VNNI or AMX.",
      "",
      "The result is compared with the original, on the texts of --data or --texts or on random"
          + " token ids, and written only if it is within all limits; without any, if the mean"
          + " cosine is at least 0.95. Existing files of a model directory stay as they are, but"
          + " heed.json gets the checksum.",
      "",
      "Exit status: 0 if the model was written, 1 if it is beyond the limits or something failed, 2"
          + " if the command was called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = ConverterVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed quantize --model models/mine",
      "  heed quantize -m model.onnx -o model_int8.onnx --form standard",
      "  heed quantize -m models/mine -o models/small --data dev.csv --max-accuracy-loss 0.2 \\",
      "      --keep-sensitive",
      "  heed quantize -m models/mine --variant-name qdq --mode static \\",
      "      --calibration-texts lines.txt --calibration-method entropy",
    })
final class QuantizeCommand implements Callable<Integer> {
  private static final Tolerance USUAL = Tolerance.ANY.minMeanCosine(0.95);

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private ConversionArguments conversion = new ConversionArguments();

  @Option(
      names = "--variant-name",
      paramLabel = "NAME",
      defaultValue = "int8",
      description = "The name in a directory: model_NAME.onnx. Default: ${DEFAULT-VALUE}.")
  private String variantName = "int8";

  @Mixin private QuantizeArguments quantizeArguments = new QuantizeArguments();

  @Mixin private CalibrationArguments calibrationArguments = new CalibrationArguments();

  @Option(
      names = "--keep-sensitive",
      description =
          "Searches for the layers that lose the most and keeps as many in floats as the limits"
              + " need. Takes as many comparisons as there are layers.")
  private boolean keepSensitive;

  @Option(
      names = "--search-runs",
      paramLabel = "N",
      defaultValue = "128",
      description =
          "With --keep-sensitive: comparisons at most, 16 or more. Default: ${DEFAULT-VALUE}.")
  private int searchRuns;

  @Mixin private ProbeArguments probeArguments = new ProbeArguments();

  @Mixin private ToleranceArguments toleranceArguments = new ToleranceArguments();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  private @Nullable ComparisonResult compared;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    QuantizeOptions options = quantizeArguments.options();
    if (searchRuns < 16) {
      throw new ConverterException(
          Kind.USAGE, "--search-runs: found " + searchRuns + ", expected 16 or more");
    }
    Tolerance tolerance = toleranceArguments.tolerance(probeArguments.labelled(), USUAL);
    ModelUnderTest original = conversion.original();
    Path source = conversion.file(original);
    Optional<QuantizeStep.Measuring> measuring =
        options.form().calibrated()
            ? Optional.of(calibrationArguments.measuring(original))
            : Optional.empty();
    Probe probe = probeArguments.probe(original, spec.commandLine().getErr());
    try (VariantOutput target = conversion.target(original, variantName)) {
      QuantizeStep.Outcome outcome =
          QuantizeStep.run(
              source,
              target.draft(),
              conversion
                  .single(original)
                  .map(file -> new QuantizeStep.Single(file, target.singleDraft())),
              options,
              measuring,
              keepSensitive ? OptionalInt.of(searchRuns) : OptionalInt.empty(),
              check(original, target.draft(), probe, tolerance));
      ComparisonResult result = Objects.requireNonNull(compared);
      Path written = target.commit(Map.of("command", CommandWords.of(spec)));
      QuantizationText report = new QuantizationText(written, outcome, result);
      out.print(format == OutputFormat.JSON ? report.json() : report.text());
      out.flush();
    }
    return ExitCode.OK;
  }

  /** The verdict by the limits; the loss by cosine, which there always is. */
  private VariantCheck check(ModelUnderTest original, Path told, Probe probe, Tolerance tolerance) {
    return candidate -> {
      ComparisonResult result =
          ModelComparison.of(
              original, ModelUnderTest.of(candidate), probe, ComparisonOptions.DEFAULT);
      if (candidate.equals(told)) {
        compared = result;
      }
      double loss =
          result.outputs().stream()
              .mapToDouble(difference -> 1 - difference.cosine().mean())
              .max()
              .orElse(0);
      boolean accepted = tolerance.misses(result).isEmpty();
      if (!accepted && !keepSensitive) {
        tolerance.check(result);
      }
      return new VariantCheck.Verdict(loss, accepted);
    };
  }
}
