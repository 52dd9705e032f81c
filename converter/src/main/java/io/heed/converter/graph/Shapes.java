package io.heed.converter.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Shapes made from shapes. Stateless; null stands for an unknown one. */
final class Shapes {
  private Shapes() {}

  /** Multidirectional broadcasting of the ONNX operators. */
  static @Nullable List<Dim> broadcast(@Nullable List<Dim> first, @Nullable List<Dim> second) {
    if (first == null || second == null) {
      return null;
    }
    int rank = Math.max(first.size(), second.size());
    List<Dim> shape = new ArrayList<>();
    for (int i = rank; i > 0; i--) {
      Dim a = i > first.size() ? Dim.of(1) : first.get(first.size() - i);
      Dim b = i > second.size() ? Dim.of(1) : second.get(second.size() - i);
      boolean takeFirst = b.is(1) || a.equals(b) || (a.number().isPresent() && !a.is(1));
      boolean takeSecond = a.is(1) || b.number().isPresent();
      shape.add(takeFirst ? a : takeSecond ? b : Dim.unknown());
    }
    return shape;
  }

  /** MatMul of NumPy: the last two axes multiply, those before broadcast. */
  static @Nullable List<Dim> matMul(@Nullable List<Dim> a, @Nullable List<Dim> b) {
    if (a == null || b == null || a.isEmpty() || b.isEmpty()) {
      return null;
    }
    List<Dim> front =
        broadcast(a.subList(0, Math.max(0, a.size() - 2)), b.subList(0, Math.max(0, b.size() - 2)));
    List<Dim> shape = new ArrayList<>(front == null ? List.of() : front);
    if (a.size() > 1) {
      shape.add(a.get(a.size() - 2));
    }
    if (b.size() > 1) {
      shape.add(b.get(b.size() - 1));
    }
    return shape;
  }

  static Dim product(List<Dim> dims) {
    return dims.stream().reduce(Dim.of(1), Dim::times);
  }

  /** The target of a Reshape, where 0 copies an axis and -1 takes what is left. */
  static List<Dim> reshape(@Nullable List<Dim> from, List<Dim> target, boolean allowZero) {
    List<Dim> shape = new ArrayList<>();
    int rest = -1;
    for (int i = 0; i < target.size(); i++) {
      Dim dim = target.get(i);
      if (dim.is(0) && !allowZero) {
        dim = from != null && i < from.size() ? from.get(i) : Dim.unknown();
      }
      rest = dim.is(-1) ? i : rest;
      shape.add(dim);
    }
    if (rest >= 0) {
      shape.set(rest, Dim.of(1));
      shape.set(rest, from == null ? Dim.unknown() : product(from).over(product(shape)));
    }
    return shape;
  }

  /** Elementwise on two vectors of numbers, one of which may be a scalar or of length 1. */
  static @Nullable List<Dim> zip(
      @Nullable List<Dim> first, @Nullable List<Dim> second, BinaryOperator<Dim> operator) {
    if (first == null
        || second == null
        || (first.size() != second.size() && first.size() != 1 && second.size() != 1)) {
      return null;
    }
    List<Dim> result = new ArrayList<>();
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      result.add(
          operator.apply(
              first.get(first.size() == 1 ? 0 : i), second.get(second.size() == 1 ? 0 : i)));
    }
    return result;
  }

  /** Axes beyond this are a mistake, or meant to fill the memory. */
  static final int MOST_AXES = 64;

  static List<Dim> unknown(int rank) {
    if (rank > MOST_AXES) {
      throw new ArithmeticException("a shape of " + rank + " axes");
    }
    List<Dim> shape = new ArrayList<>(Collections.nCopies(rank, Dim.of(0)));
    shape.replaceAll(dim -> Dim.unknown());
    return shape;
  }
}
