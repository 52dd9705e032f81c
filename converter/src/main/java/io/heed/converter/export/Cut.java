package io.heed.converter.export;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of one axis from {@code begin} to before {@code end}, every {@code step}-th. Negative
 * constants count from the end of the axis, as in ONNX. Immutable.
 */
record Cut(int axis, Dimension begin, Dimension end, long step) {
  /** The end of an axis of any length. */
  static final Dimension LAST = Dimension.of(Long.MAX_VALUE);

  /** Elements of a vector known at export. */
  static Integers apply(OperatorCall call, Integers vector, Cut cut) {
    int length = vector.elements().size();
    if (!cut.begin.isConstant() || !cut.end.isConstant()) {
      throw call.unsupported("it cuts a shape at a place that only run time knows");
    }
    List<Dimension> elements = new ArrayList<>();
    for (long i = place(cut.begin, length); i < place(cut.end, length); i += cut.step) {
      elements.add(vector.elements().get((int) i));
    }
    return Integers.vector(elements);
  }

  /** A tensor that is not merged, cut along axes; cuts that take all are left out. */
  static Tensor apply(OperatorCall call, String name, Tensor x, List<Cut> cuts) {
    List<Cut> needed = cuts.stream().filter(cut -> !cut.takesAll(x)).toList();
    if (needed.isEmpty()) {
      return x;
    }
    String free = call.emitter().uniqueName(name);
    List<Dimension> shape = new ArrayList<>(x.shape());
    for (Cut cut : needed) {
      shape.set(cut.axis, cut.length(call, x.shape().get(cut.axis), free));
    }
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.add(vector(call, needed.stream().map(Cut::begin).toList()));
    inputs.add(vector(call, needed.stream().map(Cut::end).toList()));
    inputs.add(call.emitter().longVector(needed.stream().mapToLong(Cut::axis).toArray()));
    if (needed.stream().anyMatch(cut -> cut.step != 1)) {
      inputs.add(call.emitter().longVector(needed.stream().mapToLong(Cut::step).toArray()));
    }
    return call.emitter().node("Slice", inputs, new Tensor(free, x.type(), shape));
  }

  private static Tensor vector(OperatorCall call, List<Dimension> elements) {
    return call.shapes().materialize(Integers.vector(elements));
  }

  private boolean takesAll(Tensor x) {
    Dimension length = x.shape().get(axis);
    return begin.is(0) && step == 1 && (end.equals(LAST) || end.equals(length));
  }

  private Dimension length(OperatorCall call, Dimension whole, String result) {
    if (begin.is(0) && step == 1 && !end.isConstant()) {
      return end;
    }
    if (whole.isConstant() && begin.isConstant() && end.isConstant()) {
      long span = place(end, whole.factor()) - place(begin, whole.factor());
      return Dimension.of(Math.max(0, (span + step - 1) / step));
    }
    return call.shapes().anonymous(result, axis);
  }

  private static long place(Dimension place, long length) {
    long counted = place.factor() < 0 ? place.factor() + length : place.factor();
    return Math.max(0, Math.min(counted, length));
  }
}
