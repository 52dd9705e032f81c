package io.heed.converter.quantize;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.quantize.QuantizationReport.Quantized;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts 8-bit integers in place of the constant factors of {@code MatMul} and {@code Gemm} and of
 * the tables of {@code Gather}. All else stays in floats. Confined to the calling thread.
 *
 * <p>Weights are symmetric, with a scale for each output channel; activations are quantised as a
 * whole, unsigned, by the range of the run ({@link QuantizedForm#ORT}, {@link
 * QuantizedForm#STANDARD}) or by a range that was measured before.
 */
public final class Quantizer {
  private final OnnxModel model;
  private final Graph graph;
  private final QuantizeOptions options;
  private final @Nullable ActivationRanges ranges;

  private Quantizer(OnnxModel model, QuantizeOptions options, @Nullable ActivationRanges ranges) {
    this.model = model;
    this.graph = model.graph();
    this.options = options;
    this.ranges = ranges;
  }

  /**
   * Quantises a model in place; activations are quantised at run time.
   *
   * @throws ConverterException (UNSUPPORTED) if the model's operator set is too old for the form;
   *     (USAGE) if the form needs ranges
   */
  public static QuantizationReport dynamic(OnnxModel model, QuantizeOptions options) {
    if (options.form().calibrated()) {
      throw new ConverterException(
          Kind.USAGE, "form: found " + options.form() + ", which needs ranges of activations");
    }
    return new Quantizer(model, options, null).run();
  }

  /**
   * Quantises a model in place with ranges that were measured; layers whose activations have none
   * are left.
   *
   * @throws ConverterException as {@link #dynamic}
   */
  public static QuantizationReport calibrated(
      OnnxModel model, QuantizeOptions options, ActivationRanges ranges) {
    return new Quantizer(model, options, ranges).run();
  }

  /** The names of the layers and tables that would be quantised, in the order of the graph. */
  public static List<String> candidates(OnnxModel model, QuantizeOptions options) {
    Candidates found = Candidates.of(model.graph(), options);
    List<String> names = new ArrayList<>();
    found.tables().forEach(table -> names.add(table.name()));
    found.attentions().forEach(attention -> names.add(attention.name()));
    found.layers().forEach(layer -> names.add(layer.name()));
    return names;
  }

  private QuantizationReport run() {
    long before = model.constantBytes();
    Candidates candidates = Candidates.of(graph, options);
    List<QuantizationReport.Left> left = new ArrayList<>(candidates.left());
    List<Layer> layers = new ArrayList<>(candidates.layers());
    layers.removeIf(layer -> isUnmeasured(layer, left));
    List<AttentionLayer> attentions = new ArrayList<>(candidates.attentions());
    attentions.removeIf(
        attention ->
            isUnmeasured(
                attention.name(), attention.node(), List.of(attention.activation()), left));
    if (!layers.isEmpty() || !attentions.isEmpty() || !candidates.tables().isEmpty()) {
      checkOpset();
    }
    StoredWeights weights = new StoredWeights(graph, options);
    List<Quantized> done = new ArrayList<>();
    TableForm tableForm = new TableForm(graph, weights, options.perChannel());
    for (Candidates.Table table : candidates.tables()) {
      tableForm.rewrite(table);
      done.add(told(table.name(), "Gather", table.weight()));
    }
    if (!layers.isEmpty() || !attentions.isEmpty()) {
      LayerForm form = form(weights, layers);
      for (AttentionLayer attention : attentions) {
        form.rewrite(attention);
        done.add(told(attention.name(), "Attention", attention.weight()));
      }
      for (Layer layer : layers) {
        form.rewrite(layer);
        done.add(told(layer.name(), layer.node().type(), layer.weight()));
      }
    }
    if (!done.isEmpty()) {
      graph.forgetDescriptions(); // some describe values that are integers now
      graph.removeUnused();
    }
    return new QuantizationReport(options.form(), done, left, before, model.constantBytes());
  }

  private boolean isUnmeasured(Layer layer, List<QuantizationReport.Left> left) {
    boolean result = options.form() == QuantizedForm.QOPERATOR && !layer.isGemm();
    return isUnmeasured(
        layer.name(),
        layer.node(),
        result ? List.of(layer.activation(), layer.node().output()) : List.of(layer.activation()),
        left);
  }

  private boolean isUnmeasured(
      String name, Node node, List<String> values, List<QuantizationReport.Left> left) {
    ActivationRanges measured = ranges;
    if (!options.form().calibrated()
        || measured == null
        || values.stream().allMatch(value -> measured.of(value).isPresent())) {
      return false;
    }
    left.add(new QuantizationReport.Left(name, node.type(), "no value was seen in calibration"));
    return true;
  }

  private LayerForm form(StoredWeights weights, List<Layer> layers) {
    return switch (options.form()) {
      case ORT ->
          new OrtForm(
              model,
              weights,
              layers.stream()
                  .collect(Collectors.groupingBy(Layer::activation, Collectors.counting())));
      case STANDARD -> new IntegerForm(graph, weights, new DynamicActivations(graph));
      case QATTENTION -> new QAttentionForm(model, weights, Objects.requireNonNull(ranges));
      case QDQ -> new QdqForm(graph, weights, Objects.requireNonNull(ranges));
      case QOPERATOR -> new QOperatorForm(model, weights, Objects.requireNonNull(ranges));
    };
  }

  private void checkOpset() {
    // DequantizeLinear has an axis from 13 on; one scale needs none.
    int needed =
        options.form() == QuantizedForm.QDQ && !options.perChannel() ? 11 : options.form().opset();
    if (model.opset("") < needed) {
      throw new ConverterException(
          Kind.UNSUPPORTED,
          "operator set: found "
              + model.opset("")
              + ", expected at least "
              + needed
              + " for the form "
              + options.form()
              + (options.form() == QuantizedForm.QDQ ? " with a scale for each channel" : ""));
    }
  }

  private static Quantized told(
      String name, String operator, io.heed.converter.graph.Initializer weight) {
    return new Quantized(
        name,
        operator,
        weight.name(),
        Math.toIntExact(weight.dims().get(0)),
        Math.toIntExact(weight.dims().get(1)));
  }
}
