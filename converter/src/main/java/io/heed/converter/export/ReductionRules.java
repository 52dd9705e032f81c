package io.heed.converter.export;

import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ops.ReduceOp;

/** Sums, means and extrema over axes. */
final class ReductionRules {
  private static final int ALL_AXES = Integer.MAX_VALUE;
  private static final int OPSET_WITH_AXES_AS_INPUT = 18;

  private ReductionRules() {}

  static void register(Map<String, OperatorRule> rules) {
    rules.put("reduce_sum", call -> reduce(call, "ReduceSum", call.tensor(0)));
    rules.put("reduce_max", call -> reduce(call, "ReduceMax", call.tensor(0)));
    rules.put("reduce_min", call -> reduce(call, "ReduceMin", call.tensor(0)));
    rules.put("reduce_mean", call -> reduce(call, "ReduceMean", call.floatTensor(0)));
    rules.put("reduce_norm1", call -> reduce(call, "ReduceL1", call.floatTensor(0)));
    rules.put("reduce_norm2", call -> reduce(call, "ReduceL2", call.floatTensor(0)));
    rules.put("reduce_prod", ReductionRules::product);
  }

  /** The axes of a reduction, from 0 and sorted. */
  static List<Integer> axes(OperatorCall call, int rank) {
    if (!(call.function() instanceof ReduceOp reduction)) {
      throw call.unsupported("it is no reduction");
    }
    long[] dimensions;
    if (call.inputCount() > 1) {
      dimensions = call.constants(1);
    } else {
      dimensions =
          reduction.dimensions() == null ? new long[0] : reduction.dimensions().toLongVector();
    }
    TreeSet<Integer> axes = new TreeSet<>();
    for (long dimension : dimensions) {
      if (dimension == ALL_AXES) {
        return IntStream.range(0, rank).boxed().toList();
      }
      axes.add(call.axis(dimension, rank));
    }
    return axes.isEmpty() ? IntStream.range(0, rank).boxed().toList() : List.copyOf(axes);
  }

  private static Value product(OperatorCall call) {
    if (call.input(0) instanceof Integers integers) {
      return Integers.scalar(Dimension.product(integers.elements()));
    }
    return reduce(call, "ReduceProd", call.tensor(0));
  }

  private static Tensor reduce(OperatorCall call, String opType, Tensor input) {
    List<Integer> axes = axes(call, input.rank());
    boolean keep = ((ReduceOp) call.function()).isKeepDims();
    Tensor x = axes.contains(0) ? call.shapes().flat(input) : input;
    long[] physical = axes.stream().mapToLong(x::physicalAxis).toArray();
    List<Dimension> shape = new ArrayList<>();
    for (int axis = 0; axis < x.shape().size(); axis++) {
      if (!axes.contains(axis - x.merged() + 1)) {
        shape.add(x.shape().get(axis));
      } else if (keep) {
        shape.add(Dimension.ONE);
      }
    }
    boolean asInput =
        opType.equals("ReduceSum") || call.emitter().opset() >= OPSET_WITH_AXES_AS_INPUT;
    Tensor like = new Tensor(call.output(), x.type(), shape, x.merged());
    if (asInput) {
      return call.emitter()
          .node(
              opType,
              List.of(x, call.emitter().longVector(physical)),
              like,
              OnnxAttributes.ofInt("keepdims", keep ? 1 : 0));
    }
    return call.emitter()
        .node(
            opType,
            List.of(x),
            like,
            OnnxAttributes.ofInts("axes", physical),
            OnnxAttributes.ofInt("keepdims", keep ? 1 : 0));
  }
}
