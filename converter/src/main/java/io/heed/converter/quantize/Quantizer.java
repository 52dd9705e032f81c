package io.heed.converter.quantize;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.quantize.QuantizationReport.Quantized;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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

  private Quantizer(OnnxModel model, QuantizeOptions options) {
    this.model = model;
    this.graph = model.graph();
    this.options = options;
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
    return new Quantizer(model, options).run();
  }

  /** The names of the layers and tables that would be quantised, in the order of the graph. */
  public static List<String> candidates(OnnxModel model, QuantizeOptions options) {
    Candidates found = Candidates.of(model.graph(), options);
    List<String> names = new ArrayList<>();
    found.tables().forEach(table -> names.add(table.name()));
    found.layers().forEach(layer -> names.add(layer.name()));
    return names;
  }

  private QuantizationReport run() {
    long before = model.constantBytes();
    Candidates candidates = Candidates.of(graph, options);
    List<QuantizationReport.Left> left = new ArrayList<>(candidates.left());
    List<Layer> layers = candidates.layers();
    if (!layers.isEmpty() || !candidates.tables().isEmpty()) {
      checkOpset();
    }
    StoredWeights weights = new StoredWeights(graph, options);
    List<Quantized> done = new ArrayList<>();
    TableForm tableForm = new TableForm(graph, weights, options.perChannel());
    for (Candidates.Table table : candidates.tables()) {
      tableForm.rewrite(table);
      done.add(told(table.name(), "Gather", table.weight()));
    }
    if (!layers.isEmpty()) {
      LayerForm form = form(weights, layers);
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

  private LayerForm form(StoredWeights weights, List<Layer> layers) {
    return switch (options.form()) {
      case ORT ->
          new OrtForm(
              model,
              weights,
              layers.stream()
                  .collect(Collectors.groupingBy(Layer::activation, Collectors.counting())));
      case STANDARD -> new StandardForm(graph, weights);
      default -> throw new IllegalStateException(options.form().toString());
    };
  }

  private void checkOpset() {
    if (model.opset("") < options.form().opset()) {
      throw new ConverterException(
          Kind.UNSUPPORTED,
          "operator set: found "
              + model.opset("")
              + ", expected at least "
              + options.form().opset()
              + " for the form "
              + options.form());
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
