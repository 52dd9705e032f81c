package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.optimize.GraphOptimizer;
import io.heed.converter.optimize.OptimizerOptions;
import io.heed.converter.optimize.PaddingFreeForm;
import io.heed.converter.optimize.Target;
import io.heed.converter.verify.ComparisonOptions;
import io.heed.converter.verify.ComparisonResult;
import io.heed.converter.verify.ModelComparison;
import io.heed.converter.verify.ModelUnderTest;
import io.heed.converter.verify.Probe;
import io.heed.converter.verify.RandomGrid;
import io.heed.converter.verify.Tolerance;
import io.heed.models.Variant;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heed optimize}: the same model in fewer operators. */
@Command(
    name = "optimize",
    description = {
      "Rewrites a model so that it computes the same in less time, for a kind of device.",
      "",
      "Every target removes what is superfluous: constants, arithmetic on shapes and masks, and"
          + " LayerNormalization and Gelu written out. cuda adds ONNX Runtime's fused operators, and"
          + " writes a form that computes nothing for padding beside the model, if it has one;"
          + " tensorrt keeps to ONNX's own, operator set 20. The result is compared with the"
          + " original, on random ids over a grid of shapes and, if given, on texts; it is written"
          + " only if it is within the limits, and then at once.",
      "",
      "Exit status: 0 if it was written, 1 if not, 2 if the command was called wrongly.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = ConverterVersion.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed optimize --model model.onnx --output model_cuda.onnx --target cuda",
      "  heed optimize -m models/mine -o models/mine --target cuda --variant-name cuda",
      "  heed optimize -m models/mine -o models/fast --target cuda --padding-free always",
      "  heed optimize -m models/mine -o models/fast --target tensorrt --texts lines.txt",
      "  heed optimize -m model.onnx -o fused.onnx --target cuda --fusions multi-head-attention",
      "  heed optimize -m model.onnx -o plain.onnx --target cuda --disable attention,bias-gelu",
    })
final class OptimizeCommand implements Callable<Integer> {
  private static final String MASK = "attention_mask";

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Mixin private ConversionArguments conversion = new ConversionArguments();

  @Option(
      names = "--variant-name",
      paramLabel = "NAME",
      description =
          "The variant that is written into a directory. Without it: optimized, or fp32 in another"
              + " directory than the original's.")
  private @Nullable String variantName;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      required = true,
      description = "Where it is to run: ${COMPLETION-CANDIDATES}.")
  private Target target = Target.CPU;

  @Option(
      names = "--fusions",
      paramLabel = "LIST",
      split = ",",
      description = {
        "Exactly these fusions, in place of the target's usual ones: attention,"
            + " multi-head-attention or standard-attention (one of them), skip-layer-normalization,"
            + " embed-layer-normalization, bias-gelu, qkv; or none."
      })
  private List<String> fusions = List.of();

  @Option(names = "--disable", paramLabel = "LIST", split = ",", description = "Not these fusions.")
  private List<String> disabled = List.of();

  @Option(
      names = "--no-single",
      description =
          "With target cpu: not the form for single texts, which is otherwise written beside the"
              + " model, NAME_single.onnx, if the model has one.")
  private boolean noSingle;

  @Mixin private PaddingFreeArguments paddingFree = new PaddingFreeArguments();

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
    OptimizerOptions options = FusionNames.options(target, fusions, disabled);
    boolean packs = paddingFree.wanted(target);
    ModelUnderTest original = conversion.original();
    Tolerance tolerance = toleranceArguments.tolerance(probeArguments.labelled(), Tolerance.FLOAT);
    Probe probe = probeArguments.probe(original, spec.commandLine().getErr());
    OptimizationReport report = new OptimizationReport(target, options);
    Path source = conversion.file(original);
    OnnxModel rewritten = OnnxModel.read(source);
    report.before(rewritten.graph());
    report.after(GraphOptimizer.of(target, options).optimize(rewritten), rewritten.graph());
    try (VariantOutput place = conversion.target(original, variantName())) {
      Optional<OnnxModel> single = single(source, report);
      Map<Path, OnnxModel> forms = new LinkedHashMap<>();
      forms.put(place.draft(), rewritten);
      single.ifPresent(form -> forms.put(place.singleDraft(), form));
      Path packed = place.paddingFreeDraft();
      if (packs) {
        OnnxModel form = rewritten.copy();
        PaddingFreeForm.Outcome outcome = paddingFree.apply(form, original.directory());
        report.paddingFree(outcome, form.graph());
        if (outcome.applied()) {
          forms.put(packed, form);
        }
      }
      OnnxModel.writeForms(forms);
      report.compared(compare(original, place.draft(), probe, tolerance), tolerance);
      OnnxModel checked = forms.get(packed);
      if (checked != null) {
        try {
          report.paddingFree(compare(original, packed, probe, tolerance));
          place.paddingFreeProviderOptions(PaddingFreeForm.providerOptions(checked.graph()));
        } catch (ConverterException e) {
          leaveOut(e, packed, forms, report);
        }
      }
      if (single.isPresent()) {
        compare(original, place.singleDraft(), probe, tolerance);
      }
      place.commit(Map.of("command", CommandWords.of(spec)));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(format == OutputFormat.JSON ? report.json() : report.text());
    out.flush();
    return ExitCode.OK;
  }

  /** Writes the other forms again, without the one that does not compute the same. */
  private void leaveOut(
      ConverterException objection,
      Path form,
      Map<Path, OnnxModel> forms,
      OptimizationReport report) {
    paddingFree.refuse(objection);
    if (objection.kind() != Kind.VERIFICATION && objection.kind() != Kind.UNSUPPORTED) {
      throw objection;
    }
    report.withoutPaddingFree(objection.getMessage());
    forms.remove(form);
    try {
      Files.deleteIfExists(form);
    } catch (IOException e) {
      throw new ConverterException(Kind.IO, form + " cannot be deleted: " + e, e);
    }
    OnnxModel.writeForms(forms);
  }

  /** The form for single texts, if the target wants one and the model can do without its mask. */
  private Optional<OnnxModel> single(Path source, OptimizationReport report) {
    if (target != Target.CPU || noSingle) {
      return Optional.empty();
    }
    OnnxModel form = OnnxModel.read(source);
    GraphOptimizer.singleText().optimize(form);
    boolean masked = form.graph().inputs().stream().anyMatch(each -> each.getName().equals(MASK));
    if (masked) {
      return Optional.empty();
    }
    report.single(form.graph());
    return Optional.of(form);
  }

  /** Random ids over a grid of shapes, and texts if the caller gave some. */
  private ComparisonResult compare(
      ModelUnderTest reference, Path file, Probe probe, Tolerance tolerance) {
    ModelUnderTest candidate = ModelUnderTest.of(file);
    if (probeArguments.onTexts()) {
      Tolerance limit =
          tolerance.maxDifference().isPresent()
              ? Tolerance.ANY.maxDifference(tolerance.maxDifference().getAsDouble())
              : Tolerance.FLOAT;
      Probe grid = Probe.random(RandomGrid.DEFAULT);
      limit.check(ModelComparison.of(reference, candidate, grid, ComparisonOptions.DEFAULT));
    }
    ComparisonResult result =
        ModelComparison.of(reference, candidate, probe, ComparisonOptions.DEFAULT);
    tolerance.check(result);
    if (!result.missing().isEmpty()) {
      throw new ConverterException(
          Kind.VERIFICATION,
          String.format(Locale.ROOT, "%s: outputs %s are missing", file, result.missing()));
    }
    return result;
  }

  private String variantName() {
    if (variantName != null) {
      return variantName;
    }
    return conversion.toAnotherDirectory() ? Variant.FP32 : "optimized";
  }
}
