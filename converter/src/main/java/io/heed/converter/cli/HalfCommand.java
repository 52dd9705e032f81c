package io.heed.converter.cli;

import io.heed.converter.half.HalfOptions;
import io.heed.converter.half.HalfStep;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.converter.verify.Tolerance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed half}: a model in half precision. */
@Command(
    name = "half",
    description = {
      "Turns a model into half precision (FLOAT16), for GPUs: half of the size, and faster where"
          + " there are kernels for it. On a CPU it is slower.",
      "",
      "Operators that are not safe in it, arithmetic on lengths, and constants beyond 65504 stay as"
          + " they are; the report says which. The result is compared with the original, on the"
          + " texts of --data or --texts or on random token ids, and written only if it is within"
          + " all limits; without any, if every cosine is at least 0.999.",
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
      "  heed half --model models/mine",
      "  heed half -m model.onnx -o model_fp16.onnx --half-io --keep-reductions",
      "  heed half -m models/mine -o models/half --calibration-texts lines.txt \\",
      "      --block-nodes '.*/layer.11/.*' --data test.csv --max-accuracy-loss 0.1 --format json",
    })
final class HalfCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private ConversionArguments conversion = new ConversionArguments();

  @Option(
      names = "--variant-name",
      paramLabel = "NAME",
      defaultValue = "fp16",
      description = "The name of the new variant in a directory. Default: ${DEFAULT-VALUE}.")
  private String variantName = "fp16";

  @Mixin private HalfArguments halfArguments = new HalfArguments();

  @Mixin private ProbeArguments probeArguments = new ProbeArguments();

  @Mixin private ToleranceArguments toleranceArguments = new ToleranceArguments();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Tolerance tolerance = toleranceArguments.tolerance(probeArguments.labelled(), HalfStep.USUAL);
    ModelUnderTest original = conversion.original();
    Path source = conversion.file(original);
    HalfOptions options = halfArguments.options(original, source);
    Probe probe = probeArguments.probe(original, spec.commandLine().getErr());
    try (VariantOutput target = conversion.target(original, variantName)) {
      HalfStep.Outcome outcome =
          HalfStep.run(source, original, target.draft(), options, probe, tolerance);
      target.providerOptions(outcome.providerOptions());
      Path written = target.commit(Map.of("command", CommandWords.of(spec)));
      HalfText report = new HalfText(written, outcome);
      out.print(format == OutputFormat.JSON ? report.json() : report.text());
      out.flush();
    }
    return ExitCode.OK;
  }
}
