package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operators that only move elements, or tell of shapes, make of their inputs. Stateless.
 */
final class LayoutShapeRules {
  private LayoutShapeRules() {}

  static List<ValueFacts> apply(RuleCall call) {
    ValueFacts in = call.in(0);
    return switch (call.node().type()) {
      case "Shape" -> List.of(shape(call));
      case "Size" -> List.of(size(in));
      case "Constant" -> List.of(constant(call.node()));
      case "Reshape" -> List.of(reshape(call));
      case "Flatten" -> List.of(flatten(call));
      case "Transpose" -> List.of(transpose(call));
      case "Unsqueeze" -> List.of(unsqueeze(call));
      case "Squeeze" -> List.of(squeeze(call));
      case "Concat" -> List.of(concat(call));
      case "Slice" -> List.of(slice(call));
      case "Gather" -> List.of(gather(call));
      case "GatherElements" -> List.of(ValueFacts.of(in.type(), call.in(1).shape()));
      case "GatherND" -> List.of(gatherNd(call));
      case "Expand" -> List.of(expand(call));
      case "ConstantOfShape" -> List.of(constantOfShape(call));
      case "Range" -> List.of(range(call));
      case "Tile" ->
          List.of(ValueFacts.of(in.type(), in.rank() < 0 ? null : Shapes.unknown(in.rank())));
      case "Split" -> split(call);
      default -> List.of();
    };
  }

  private static ValueFacts shape(RuleCall call) {
    List<Dim> shape = call.in(0).shape();
    if (shape == null) {
      return ValueFacts.of(DataType.INT64, Shapes.unknown(1));
    }
    int from = bound(call.node().intOr("start", 0), shape.size());
    int to = bound(call.node().intOr("end", shape.size()), shape.size());
    List<Dim> part = to > from ? shape.subList(from, to) : List.of();
    return new ValueFacts(DataType.INT64, List.of(Dim.of(part.size())), List.copyOf(part));
  }

  private static int bound(long index, int size) {
    return (int) Math.max(0, Math.min(size, index < 0 ? index + size : index));
  }

  private static ValueFacts size(ValueFacts in) {
    List<Dim> shape = in.shape();
    return ShapeRules.scalar(DataType.INT64)
        .withElements(shape == null ? null : List.of(Shapes.product(shape)));
  }

  private static ValueFacts constant(Node node) {
    if (node.attribute("value_float") != null) {
      return ShapeRules.scalar(DataType.FLOAT);
    }
    AttributeProto floats = node.attribute("value_floats");
    if (floats != null) {
      return ValueFacts.of(DataType.FLOAT, List.of(Dim.of(floats.getFloatsCount())));
    }
    TensorProto tensor = node.tensor("value");
    if (tensor == null || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return ValueFacts.UNKNOWN;
    }
    Initializer value = Initializer.of(tensor);
    List<Dim> elements = null;
    if (value.dims().size() <= 1
        && value.isWhole()
        && value.size() <= ShapeInference.MOST_ELEMENTS) {
      elements = new ArrayList<>();
      for (long number : value.longs()) {
        elements.add(Dim.of(number));
      }
    }
    return new ValueFacts(value.type(), value.dims().stream().map(Dim::of).toList(), elements);
  }

  private static ValueFacts reshape(RuleCall call) {
    ValueFacts in = call.in(0);
    List<Dim> target = call.in(1).elements();
    if (target == null) {
      long rank = call.in(1).length(0);
      return ValueFacts.of(in.type(), rank < 0 ? null : Shapes.unknown(Math.toIntExact(rank)));
    }
    List<Dim> shape = Shapes.reshape(in.shape(), target, call.node().intOr("allowzero", 0) == 1);
    return new ValueFacts(in.type(), shape, shape.size() <= 1 ? in.elements() : null);
  }

  private static ValueFacts flatten(RuleCall call) {
    List<Dim> shape = call.in(0).shape();
    if (shape == null) {
      return ValueFacts.of(call.in(0).type(), Shapes.unknown(2));
    }
    int axis = call.axis(call.node().intOr("axis", 1));
    return ValueFacts.of(
        call.in(0).type(),
        List.of(
            Shapes.product(shape.subList(0, axis)),
            Shapes.product(shape.subList(axis, shape.size()))));
  }

  private static ValueFacts transpose(RuleCall call) {
    List<Dim> shape = call.in(0).shape();
    if (shape == null) {
      return ValueFacts.of(call.in(0).type(), null);
    }
    long[] order = call.node().ints("perm");
    List<Dim> moved = new ArrayList<>(shape);
    if (order == null) {
      Collections.reverse(moved);
    } else {
      for (int i = 0; i < order.length; i++) {
        moved.set(i, shape.get(Math.toIntExact(order[i])));
      }
    }
    return ValueFacts.of(call.in(0).type(), moved);
  }

  private static ValueFacts unsqueeze(RuleCall call) {
    ValueFacts in = call.in(0);
    long[] axes = call.numbers("axes", 1);
    List<Dim> shape = in.shape();
    if (axes == null || shape == null) {
      return ValueFacts.of(in.type(), null);
    }
    int rank = shape.size() + axes.length;
    List<Dim> wider = new ArrayList<>(Collections.nCopies(rank, Dim.of(0)));
    for (long axis : axes) {
      wider.set(Math.toIntExact(axis < 0 ? axis + rank : axis), Dim.of(1));
    }
    int next = 0;
    for (int i = 0; i < rank; i++) {
      if (wider.get(i).is(0)) {
        wider.set(i, shape.get(next++));
      }
    }
    return new ValueFacts(in.type(), wider, rank == 1 ? in.elements() : null);
  }

  private static ValueFacts squeeze(RuleCall call) {
    ValueFacts in = call.in(0);
    long[] axes = call.numbers("axes", 1);
    List<Dim> shape = in.shape();
    if (shape == null || (axes == null && call.has(1))) {
      return ValueFacts.of(in.type(), null);
    }
    List<Dim> left = axes != null ? call.reduced(axes, false) : null;
    if (axes == null && shape.stream().allMatch(dim -> dim.number().isPresent())) {
      left = shape.stream().filter(dim -> !dim.is(1)).toList();
    }
    return new ValueFacts(in.type(), left, left != null && left.size() <= 1 ? in.elements() : null);
  }

  private static ValueFacts concat(RuleCall call) {
    ValueFacts first = call.in(0);
    List<Dim> shape = first.shape();
    if (shape == null) {
      return ValueFacts.of(first.type(), null);
    }
    int axis = call.axis(call.node().intOr("axis", 0));
    Dim sum = Dim.of(0);
    List<Dim> elements = new ArrayList<>();
    boolean known = shape.size() == 1;
    for (ValueFacts each : call.inputs()) {
      sum = sum.plus(each.dim(axis));
      List<Dim> part = each.elements();
      known &= part != null;
      if (part != null) {
        elements.addAll(part);
      }
    }
    List<Dim> joined = new ArrayList<>(shape);
    joined.set(axis, sum);
    return new ValueFacts(first.type(), joined, known ? elements : null);
  }

  private static ValueFacts slice(RuleCall call) {
    ValueFacts in = call.in(0);
    List<Dim> shape = in.shape();
    if (shape == null) {
      return ValueFacts.of(in.type(), null);
    }
    List<Dim> starts = bounds(call, "starts", 1);
    List<Dim> ends = bounds(call, "ends", 2);
    long[] axes = call.numbers("axes", 3);
    long[] steps = call.has(4) ? call.numbers(4) : null;
    boolean open = (call.has(3) && axes == null) || (call.has(4) && steps == null);
    if (starts == null || ends == null || open) {
      return ValueFacts.of(in.type(), Shapes.unknown(shape.size()));
    }
    List<Dim> cut = new ArrayList<>(shape);
    List<Dim> elements = in.elements();
    for (int i = 0; i < starts.size(); i++) {
      int axis = call.axis(axes == null ? i : axes[i]);
      Dim start = starts.get(i);
      Dim end = ends.get(i);
      long step = steps == null ? 1 : steps[i];
      Dim whole = shape.get(axis);
      boolean all =
          start.is(0)
              && step == 1
              && (end.equals(whole) || end.number().orElse(0) > Integer.MAX_VALUE - 1L);
      if (all) {
        continue;
      }
      boolean numbers =
          start.number().isPresent() && end.number().isPresent() && whole.number().isPresent();
      if (!numbers || step != 1) {
        // A slice [:n] of a longer constant, as position ids are cut, is n long.
        boolean head =
            start.is(0) && step == 1 && end.number().isEmpty() && whole.number().isPresent();
        cut.set(axis, head ? end : Dim.unknown());
        elements = null;
        continue;
      }
      int size = Math.toIntExact(whole.number().orElseThrow());
      int from = bound(start.number().orElseThrow(), size);
      int to = Math.max(from, bound(end.number().orElseThrow(), size));
      cut.set(axis, Dim.of(to - from));
      elements = elements == null || shape.size() != 1 ? null : elements.subList(from, to);
    }
    return new ValueFacts(in.type(), cut, elements);
  }

  private static @Nullable List<Dim> bounds(RuleCall call, String attribute, int input) {
    long[] numbers = call.node().ints(attribute);
    if (numbers == null) {
      return call.in(input).elements();
    }
    List<Dim> dims = new ArrayList<>();
    for (long number : numbers) {
      dims.add(Dim.of(number));
    }
    return dims;
  }

  private static ValueFacts gather(RuleCall call) {
    List<Dim> shape = call.in(0).shape();
    List<Dim> places = call.in(1).shape();
    if (shape == null || places == null) {
      return ValueFacts.of(call.in(0).type(), null);
    }
    int axis = call.axis(call.node().intOr("axis", 0));
    List<Dim> found = new ArrayList<>(shape.subList(0, axis));
    found.addAll(places);
    found.addAll(shape.subList(axis + 1, shape.size()));
    List<Dim> elements = call.in(0).elements();
    long[] picked = call.numbers(1);
    if (elements == null || picked == null || shape.size() != 1) {
      return ValueFacts.of(call.in(0).type(), found);
    }
    List<Dim> chosen = new ArrayList<>();
    for (long index : picked) {
      chosen.add(elements.get(Math.toIntExact(index < 0 ? index + elements.size() : index)));
    }
    return new ValueFacts(call.in(0).type(), found, found.size() <= 1 ? chosen : null);
  }

  private static ValueFacts gatherNd(RuleCall call) {
    List<Dim> shape = call.in(0).shape();
    List<Dim> places = call.in(1).shape();
    long depth = call.in(1).length(-1);
    long batch = call.node().intOr("batch_dims", 0);
    if (shape == null || places == null || depth < 0) {
      return ValueFacts.of(call.in(0).type(), null);
    }
    List<Dim> found = new ArrayList<>(places.subList(0, places.size() - 1));
    found.addAll(shape.subList(Math.toIntExact(batch + depth), shape.size()));
    return ValueFacts.of(call.in(0).type(), found);
  }

  private static ValueFacts expand(RuleCall call) {
    List<Dim> target = call.in(1).elements();
    List<Dim> shape = target == null ? null : Shapes.broadcast(call.in(0).shape(), target);
    boolean same = shape != null && shape.size() <= 1 && shape.equals(call.in(0).shape());
    return new ValueFacts(call.in(0).type(), shape, same ? call.in(0).elements() : null);
  }

  private static ValueFacts constantOfShape(RuleCall call) {
    TensorProto value = call.node().tensor("value");
    Initializer fill = value == null ? null : Initializer.of(value);
    DataType type = fill == null ? DataType.FLOAT : fill.type();
    List<Dim> shape = call.in(0).elements();
    List<Dim> elements = null;
    if (fill != null && fill.isWhole() && shape != null && shape.size() <= 1) {
      long size = shape.isEmpty() ? 1 : shape.get(0).number().orElse(-1);
      if (size >= 0 && size <= ShapeInference.MOST_ELEMENTS) {
        elements = Collections.nCopies((int) size, Dim.of(fill.longs()[0]));
      }
    }
    return new ValueFacts(type, shape, elements);
  }

  /** The length of [0, limit) in steps of 1; of others nothing is known. */
  private static ValueFacts range(RuleCall call) {
    List<Dim> start = call.in(0).elements();
    List<Dim> limit = call.in(1).elements();
    List<Dim> step = call.in(2).elements();
    boolean plain =
        start != null && limit != null && step != null && start.get(0).is(0) && step.get(0).is(1);
    return ValueFacts.of(
        call.in(1).type(), plain && limit != null ? List.of(limit.get(0)) : Shapes.unknown(1));
  }

  private static List<ValueFacts> split(RuleCall call) {
    ValueFacts in = call.in(0);
    List<Dim> shape = in.shape();
    int parts = call.node().outputs().size();
    if (shape == null) {
      return Collections.nCopies(parts, ValueFacts.of(in.type(), null));
    }
    int axis = call.axis(call.node().intOr("axis", 0));
    long[] sizes = call.numbers("split", 1);
    long whole = in.length(axis);
    List<ValueFacts> made = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      List<Dim> part = new ArrayList<>(shape);
      boolean even = sizes == null && !call.has(1) && whole >= 0 && whole % parts == 0;
      part.set(
          axis, sizes != null ? Dim.of(sizes[i]) : even ? Dim.of(whole / parts) : Dim.unknown());
      made.add(ValueFacts.of(in.type(), part));
    }
    return made;
  }
}
