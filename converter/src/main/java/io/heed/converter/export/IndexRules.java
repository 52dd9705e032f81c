package io.heed.converter.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rows by id, and slices. */
final class IndexRules {
  private IndexRules() {}

  static void register(Map<String, OperatorRule> rules) {
    rules.put("gather", IndexRules::gather);
    rules.put("slice", IndexRules::slice);
    rules.put("strided_slice", StridedSliceRule::apply);
  }

  private static Value gather(OperatorCall call) {
    long[] arguments = call.integerArguments();
    long axisArgument = arguments.length > 0 ? arguments[0] : 0;
    if (call.input(0) instanceof Integers table && call.input(1) instanceof Integers ids) {
      List<Dimension> chosen = new ArrayList<>();
      for (long id : call.constants(1)) {
        chosen.add(table.elements().get(call.axis(id, table.elements().size())));
      }
      return new Integers(chosen, ids.scalar());
    }
    Tensor table = call.flatTensor(0);
    int axis = call.axis(axisArgument, table.rank());
    Optional<Dimension> count = countedFromZero(call, call.inputName(1));
    if (count.isPresent() && axis == 0) {
      Cut cut = new Cut(0, Dimension.of(0), count.get(), 1);
      return Cut.apply(call, call.output(), table, List.of(cut));
    }
    Tensor given = call.emitter().cast(call.tensor(1), DataType.INT64);
    Tensor ids = axis == 0 ? given : call.shapes().flat(given);
    List<Dimension> shape = new ArrayList<>(table.shape().subList(0, axis));
    shape.addAll(ids.shape());
    shape.addAll(table.shape().subList(axis + 1, table.rank()));
    return call.result(
        "Gather",
        List.of(table, ids),
        table.type(),
        shape,
        ids.merged(),
        OnnxAttributes.ofInt("axis", axis));
  }

  /** The n of ids 0, 1, ..., n-1, as position ids are. */
  private static Optional<Dimension> countedFromZero(OperatorCall call, String variable) {
    Optional<OperatorCall> cast = call.producer(variable, "cast");
    if (cast.isPresent()) {
      return countedFromZero(cast.get(), cast.get().inputName(0));
    }
    return call.producer(variable, "range")
        .filter(range -> range.inputCount() == 3)
        .filter(range -> range.integers(0).elements().get(0).is(0))
        .filter(range -> range.integers(2).elements().get(0).is(1))
        .map(range -> range.integers(1).elements().get(0));
  }

  private static Value slice(OperatorCall call) {
    List<Dimension> begins;
    List<Dimension> sizes;
    if (call.inputCount() > 1) {
      begins = call.integers(1).elements();
      sizes = call.integers(2).elements();
    } else {
      List<Dimension> both = new ArrayList<>();
      for (long argument : call.integerArguments()) {
        both.add(Dimension.of(argument));
      }
      begins = both.subList(0, both.size() / 2);
      sizes = both.subList(both.size() / 2, both.size());
    }
    List<Cut> cuts = new ArrayList<>();
    List<Dimension> shape = ShapeRules.logicalShape(call);
    for (int axis = 0; axis < begins.size(); axis++) {
      Dimension begin = begins.get(axis);
      Dimension size = sizes.get(axis);
      cuts.add(new Cut(axis, begin, end(call, begin, size, shape.get(axis)), 1));
    }
    if (call.input(0) instanceof Integers integers) {
      return Cut.apply(call, integers, cuts.get(0));
    }
    return Cut.apply(call, call.output(), call.flatTensor(0), cuts);
  }

  private static Dimension end(
      OperatorCall call, Dimension begin, Dimension size, Dimension length) {
    if (size.is(-1)) {
      return length;
    }
    if (begin.is(0)) {
      return size;
    }
    if (begin.isConstant() && size.isConstant()) {
      return Dimension.of(begin.factor() + size.factor());
    }
    throw call.unsupported(
        String.format(
            Locale.ROOT,
            "it begins at %s and takes %s; expected constants, or 0 to begin at",
            begin,
            size));
  }
}
