package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.verify.ComparisonOptions;
import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.ModelComparison;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.converter.verify.Tolerance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed verify}: how far a model is from another one. */
@Command(
    name = "verify",
    description = {
      "Compares a model with the one it was made from: outputs, answers, accuracy, size, speed.",
      "",
      "Both run on the same texts, or on random token ids. Padded places do not count. A model"
          + " without attention mask is given one text at a time. The speed is a rough figure,"
          + " measured in turns on one thread. With no limit given at all, --max-difference is"
          + " 1e-4.",
      "",
      "Exit status: 0 if the candidate is within the limits, 1 if not or if something failed, 2 if"
          + " the command was called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = ConverterVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed verify --reference model.onnx --candidate model_optimized.onnx",
      "  heed verify -r models/mine -c models/mine --candidate-variant int8 \\",
      "      --data test.csv --data-format ag-news --max-accuracy-loss 0.2",
      "  heed verify -r models/mine -c small.onnx --texts lines.txt --min-mean-cosine 0.99 \\",
      "      --format json",
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Option(
      names = {"-r", "--reference"},
      paramLabel = "DIR|FILE",
      required = true,
      description = "The model that is right: a model directory or an ONNX file.")
  private Path reference = Path.of("");

  @Option(
      names = "--reference-variant",
      paramLabel = "NAME",
      description = "The variant of the directory. Without it: fp32, or the only one.")
  private @Nullable String referenceVariant;

  @Option(
      names = {"-c", "--candidate"},
      paramLabel = "DIR|FILE",
      required = true,
      description = "The model that is judged: a model directory or an ONNX file.")
  private Path candidate = Path.of("");

  @Option(
      names = "--candidate-variant",
      paramLabel = "NAME",
      description = "The variant of the directory. Without it: fp32, or the only one.")
  private @Nullable String candidateVariant;

  @Mixin private ProbeArguments probeArguments = new ProbeArguments();

  @Mixin private ToleranceArguments toleranceArguments = new ToleranceArguments();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Rounds of the speed, half a second a model each; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = {"-q", "--quiet"},
      description = "Shows no progress bar. None is shown without a terminal either.")
  private boolean quiet;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (rounds < 0) {
      throw new ConverterException(
          Kind.USAGE, "--rounds: found " + rounds + ", expected 0 or more");
    }
    Tolerance tolerance = toleranceArguments.tolerance(probeArguments.labelled(), Tolerance.FLOAT);
    ModelUnderTest right = ComparedModel.open(reference, referenceVariant);
    ModelUnderTest judged = ComparedModel.open(candidate, candidateVariant);
    Probe probe = probeArguments.probe(right, spec.commandLine().getErr());
    ComparisonResult result = compare(right, judged, probe);
    VerificationReport report = new VerificationReport(result, tolerance);
    out.print(format == OutputFormat.JSON ? report.json() : report.text());
    out.flush();
    tolerance.check(result);
    return ExitCode.OK;
  }

  private ComparisonResult compare(ModelUnderTest right, ModelUnderTest judged, Probe probe) {
    try (ProgressBar bar = ProgressBars.start("verify", "runs", -1, quiet)) {
      ComparisonOptions options =
          ComparisonOptions.DEFAULT
              .rounds(rounds)
              .progress(
                  (runs, all) -> {
                    if (bar != null) {
                      bar.maxHint(all);
                      bar.stepTo(runs);
                    }
                  });
      return ModelComparison.of(right, judged, probe, options);
    }
  }
}
