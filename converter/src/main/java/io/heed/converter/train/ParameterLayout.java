package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Where each parameter of a network lies in one flat vector, in the order in which the layers
 * created them. Immutable; both graphs of a network share it.
 */
final class ParameterLayout {
  /**
   * A parameter's place.
   *
   * @param name its name
   * @param offset its first element in the flat vector
   * @param shape its shape; the elements lie in row-major order
   */
  record Slot(String name, long offset, long[] shape) {
    long size() {
      long size = 1;
      for (long dimension : shape) {
        size *= dimension;
      }
      return size;
    }
  }

  private final List<Slot> slots = new ArrayList<>();
  private final long size;

  ParameterLayout(ClassifierNetwork network) {
    long offset = 0;
    for (String name : network.parameters().keySet()) {
      Slot slot = new Slot(name, offset, network.parameter(name).shape());
      slots.add(slot);
      offset += slot.size();
    }
    this.size = offset;
  }

  List<Slot> slots() {
    return slots;
  }

  /** The number of elements of all parameters. */
  long size() {
    return size;
  }

  /** The part of a flat vector that holds a parameter, in the parameter's shape; a view. */
  INDArray view(INDArray flat, Slot slot) {
    return flat.get(NDArrayIndex.interval(slot.offset(), slot.offset() + slot.size()))
        .reshape('c', slot.shape());
  }

  /** Copies the graph's parameters into the flat vector. */
  void gather(ClassifierNetwork network, INDArray flat) {
    for (Slot slot : slots) {
      view(flat, slot).assign(network.parameter(slot.name()));
    }
  }

  /** Copies the flat vector into the graph's parameters. */
  void scatter(INDArray flat, ClassifierNetwork network) {
    for (Slot slot : slots) {
      network.parameter(slot.name()).assign(view(flat, slot));
    }
  }
}
