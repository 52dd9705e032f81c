package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

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
  record Slot(String name, int offset, long[] shape) {
    int size() {
      int size = 1;
      for (long dimension : shape) {
        size = Math.multiplyExact(size, Math.toIntExact(dimension));
      }
      return size;
    }
  }

  private final List<Slot> slots = new ArrayList<>();
  private final int size;

  ParameterLayout(ClassifierNetwork network) {
    int offset = 0;
    for (String name : network.parameters().keySet()) {
      Slot slot = new Slot(name, offset, network.parameter(name).shape());
      slots.add(slot);
      offset = Math.addExact(offset, slot.size());
    }
    this.size = offset;
  }

  List<Slot> slots() {
    return slots;
  }

  /** The number of elements of all parameters. */
  int size() {
    return size;
  }

  /** Copies a parameter-shaped array into its place. */
  static void copy(INDArray values, float[] flat, Slot slot) {
    values.data().asNioFloat().get(flat, slot.offset(), slot.size());
  }

  /** Adds a parameter-shaped array to its place. */
  static void add(INDArray values, float[] flat, Slot slot) {
    FloatBuffer buffer = values.data().asNioFloat();
    for (int i = 0; i < slot.size(); i++) {
      flat[slot.offset() + i] += buffer.get(i);
    }
  }

  /** Copies the graph's parameters into the flat vector. */
  void gather(ClassifierNetwork network, float[] flat) {
    for (Slot slot : slots) {
      copy(network.parameter(slot.name()), flat, slot);
    }
  }

  /** Copies the flat vector into the graph's parameters. */
  void scatter(float[] flat, ClassifierNetwork network) {
    for (Slot slot : slots) {
      FloatBuffer buffer = network.parameter(slot.name()).data().asNioFloat();
      buffer.put(flat, slot.offset(), slot.size());
    }
  }
}
