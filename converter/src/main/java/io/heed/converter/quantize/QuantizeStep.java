package io.heed.converter.quantize;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.quantize.VariantCheck.Verdict;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a model file to a checked, quantised one: calibrates if the form asks for it, searches for
 * sensitive layers if that is wanted, writes, compares. Confined to the calling thread.
 */
public final class QuantizeStep {
  private final Path source;
  private final QuantizeOptions options;
  private final VariantCheck check;
  private @Nullable ActivationRanges ranges;

  private QuantizeStep(Path source, QuantizeOptions options, VariantCheck check) {
    this.source = source;
    this.options = options;
    this.check = check;
  }

  /**
   * What came of it.
   *
   * @param quantization of the model that was written
   * @param sensitivity of the search, if there was one
   */
  public record Outcome(QuantizationReport quantization, Optional<SensitivityReport> sensitivity) {}

  /**
   * How activations are measured.
   *
   * @param options from values to ranges
   * @param inputs of the runs
   */
  public record Measuring(CalibrationOptions options, CalibrationInputs inputs) {}

  /**
   * The form of a model for single texts, which is quantised alike.
   *
   * @param source of the original
   * @param target is written
   */
  public record Single(Path source, Path target) {}

  /**
   * Quantises a file into another one.
   *
   * @param single the model's other form, if there is one; only for the dynamic forms
   * @param target is written, and data beside it if the model is large; only of use if this returns
   * @param measuring for the forms that need ranges
   * @param searchRuns how many models the search for sensitive layers may make; without it there is
   *     no search
   * @throws ConverterException (VERIFICATION) if the result is beyond the check's limits; else as
   *     {@link Quantizer} and {@link Calibration} throw
   */
  public static Outcome run(
      Path source,
      Path target,
      Optional<Single> single,
      QuantizeOptions options,
      Optional<Measuring> measuring,
      OptionalInt searchRuns,
      VariantCheck check) {
    QuantizeStep step = new QuantizeStep(source, options, check);
    if (options.form().calibrated()) {
      Measuring how =
          measuring.orElseThrow(
              () ->
                  new ConverterException(
                      Kind.USAGE, "form " + options.form() + ": expected calibration inputs"));
      step.ranges =
          Calibration.measure(OnnxModel.read(source), options, how.options(), how.inputs(), target);
    }
    Optional<SensitivityReport> sensitivity = Optional.empty();
    Set<String> kept = Set.of();
    if (searchRuns.isPresent()) {
      SensitivityReport found =
          SensitivitySearch.find(
              Quantizer.candidates(OnnxModel.read(source), options),
              searchRuns.getAsInt(),
              names -> step.tried(names, target));
      sensitivity = Optional.of(found);
      kept = found.kept();
    }
    Optional<Single> form = single.filter(found -> !options.form().calibrated());
    QuantizationReport report = step.write(kept, target, form);
    step.require(source, target);
    form.ifPresent(found -> step.require(found.source(), found.target()));
    return new Outcome(report, sensitivity);
  }

  private Verdict tried(Set<String> kept, Path target) {
    write(kept, target, Optional.empty());
    return check.check(target);
  }

  private void require(Path original, Path written) {
    if (!check.check(written).accepted()) {
      throw new ConverterException(
          Kind.VERIFICATION,
          original + ": the quantised model is beyond the limits; nothing was written");
    }
  }

  /** Writes the model and, with its constants in common, its other form. */
  private QuantizationReport write(Set<String> kept, Path target, Optional<Single> single) {
    QuantizeOptions keeping = keeping(kept);
    OnnxModel model = OnnxModel.read(source);
    QuantizationReport report = quantize(model, keeping);
    if (single.isEmpty()) {
      model.write(target);
      return report;
    }
    OnnxModel other = OnnxModel.read(single.get().source());
    quantize(other, keeping);
    Map<Path, OnnxModel> forms = new LinkedHashMap<>();
    forms.put(target, model);
    forms.put(single.get().target(), other);
    OnnxModel.writeForms(forms);
    return report;
  }

  private QuantizeOptions keeping(Set<String> kept) {
    Set<String> names = new HashSet<>(options.exclusions().names());
    names.addAll(kept);
    return options.exclusions(options.exclusions().names(names));
  }

  private QuantizationReport quantize(OnnxModel model, QuantizeOptions keeping) {
    ActivationRanges measured = ranges;
    return measured == null
        ? Quantizer.dynamic(model, keeping)
        : Quantizer.calibrated(model, keeping, measured);
  }
}
