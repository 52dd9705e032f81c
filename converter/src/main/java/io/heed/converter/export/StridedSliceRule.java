package io.heed.converter.export;

import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The operator {@code strided_slice}: five bit masks, then begin, end and stride of every axis, as
 * arguments or as inputs. An axis of the shrink mask is one index and disappears.
 */
final class StridedSliceRule {
  private static final int MASKS = 5;

  private StridedSliceRule() {}

  static Value apply(OperatorCall call) {
    long[] arguments = call.integerArguments();
    if (arguments.length < MASKS) {
      throw call.unsupported(
          String.format(Locale.ROOT, "it has %d arguments; expected masks", arguments.length));
    }
    long beginMask = arguments[0];
    long endMask = arguments[2];
    long shrinkMask = arguments[4];
    if (arguments[1] != 0 || arguments[3] != 0) {
      throw call.unsupported("it has an ellipsis or a new axis; expected neither");
    }
    int axes =
        call.inputCount() > 1 ? call.integers(1).elements().size() : (arguments.length - MASKS) / 3;
    List<Dimension> begins = part(call, 0, axes);
    List<Dimension> ends = part(call, 1, axes);
    List<Dimension> steps = part(call, 2, axes);
    List<Cut> cuts = new ArrayList<>();
    List<Cut> indices = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      long step = steps.get(axis).factor();
      if (!steps.get(axis).isConstant() || step < 1) {
        throw call.unsupported("its stride is " + steps.get(axis) + "; expected at least 1");
      }
      if (masked(shrinkMask, axis)) {
        indices.add(new Cut(axis, begins.get(axis), begins.get(axis), 1));
        continue;
      }
      Dimension begin = masked(beginMask, axis) ? Dimension.of(0) : begins.get(axis);
      Dimension end = masked(endMask, axis) ? Cut.LAST : ends.get(axis);
      cuts.add(new Cut(axis, begin, end, step));
    }
    if (call.input(0) instanceof Integers integers) {
      return ofIntegers(call, integers, cuts, indices);
    }
    String name = indices.isEmpty() ? call.output() : call.step("slice");
    Tensor x = Cut.apply(call, name, call.flatTensor(0), cuts);
    for (int i = indices.size() - 1; i >= 0; i--) {
      x = pick(call, i == 0 ? call.output() : call.step("pick"), x, indices.get(i));
    }
    return x;
  }

  private static Value ofIntegers(
      OperatorCall call, Integers vector, List<Cut> cuts, List<Cut> indices) {
    if (indices.isEmpty()) {
      return Cut.apply(call, vector, cuts.get(0));
    }
    Dimension index = indices.get(0).begin();
    if (!index.isConstant()) {
      throw call.unsupported("its index is " + index + "; expected a constant");
    }
    int place = call.axis(index.factor(), vector.elements().size());
    return Integers.scalar(vector.elements().get(place));
  }

  /** One index of an axis, which disappears. */
  private static Tensor pick(OperatorCall call, String name, Tensor x, Cut index) {
    List<Dimension> shape = new ArrayList<>(x.shape());
    shape.remove(index.axis());
    return call.emitter()
        .node(
            "Gather",
            List.of(x, call.shapes().materialize(Integers.scalar(index.begin()))),
            new Tensor(name, x.type(), shape),
            OnnxAttributes.ofInt("axis", index.axis()));
  }

  private static List<Dimension> part(OperatorCall call, int part, int axes) {
    if (call.inputCount() > part + 1) {
      return call.integers(part + 1).elements();
    }
    if (call.inputCount() > 1) {
      return Collections.nCopies(axes, Dimension.ONE);
    }
    int from = MASKS + part * axes;
    return Arrays.stream(call.integerArguments(), from, from + axes)
        .mapToObj(Dimension::of)
        .toList();
  }

  private static boolean masked(long mask, int axis) {
    return (mask >> axis & 1) != 0;
  }
}
