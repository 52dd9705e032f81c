package io.heed.converter.half;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.OnnxModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a model so that it computes in FLOAT16 (IEEE 754 binary16: 11 bits of precision, up to
 * 65504, down to 6e-8). Stateless.
 *
 * <p>Not every value may change its type: operators without such a kernel or unsafe in it, nodes
 * with subgraphs, arithmetic on lengths, and readers of constants out of range stay as they are,
 * behind Casts. Constants that hide places from a Softmax become smaller ones that do the same.
 * With runs for calibration, whatever makes or reads a value that came near the end of the range
 * stays too.
 */
public final class HalfConversion {
  private HalfConversion() {}

  /**
   * Rewrites the model.
   *
   * @return what became of it
   * @throws io.heed.converter.error.ConverterException (INPUT) if the graph is none, or a run for
   *     calibration failed
   */
  public static HalfReport convert(OnnxModel model, HalfOptions options) {
    Graph graph = model.graph();
    ValueTypes types = ValueTypes.of(model);
    int nodes = graph.size();
    long bytes = model.constantBytes();
    MaskFills masks = new MaskFills(graph, types);
    List<ConstantRange> clamped = new ArrayList<>();
    List<FloatConstant> constants = new ArrayList<>();
    for (FloatConstant constant : FloatConstant.of(graph)) {
      if (constant.overflows() && masks.isFill(constant)) {
        clamped.add(constant.range());
        constants.add(
            constant.with(HalfTensors.clamped(constant.numbers(), MaskFills.FILL), graph));
      } else {
        constants.add(constant);
      }
    }
    Placement placement = Placement.of(graph, types, options);
    for (FloatConstant constant : constants) {
      if (constant.overflows()) {
        placement.keepLarge(constant);
      } else if (constant.vanishes()) {
        placement.keepSmall(constant);
      }
    }
    ActivationSizes.measure(model, types, placement, options.calibration())
        .forEach(
            (value, largest) -> {
              if (largest > options.threshold() && !masks.carries(value)) {
                placement.keepAround(value, largest);
              }
            });
    placement.settleCasts();
    CastWiring wiring = new CastWiring(graph, types, placement, options.halfIo());
    int converted = wiring.wire(constants);
    int idle = wiring.removeIdle();
    graph.removeUnused();
    graph.forgetDescriptions();
    return new HalfReport(
        nodes,
        placement.halfCount(),
        List.copyOf(placement.kept()),
        constants.size(),
        converted,
        wiring.added(),
        idle,
        constants.stream().filter(FloatConstant::overflows).map(FloatConstant::range).toList(),
        wiring.readInHalf().stream()
            .map(FloatConstant::range)
            .filter(range -> range.underflowing() > 0)
            .toList(),
        clamped,
        bytes,
        model.constantBytes());
  }
}
