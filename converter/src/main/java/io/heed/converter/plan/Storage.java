package io.heed.converter.plan;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A native buffer and how many values of a run lie in it. Confined to its plan's thread. */
final class Storage {
  private final DataBuffer buffer;
  private int users = 1;

  Storage(DataBuffer buffer) {
    this.buffer = buffer;
  }

  DataBuffer buffer() {
    return buffer;
  }

  /** The first elements of the buffer in this shape, row-major. */
  INDArray array(long... shape) {
    return Nd4j.create(buffer, shape, Nd4j.getStrides(shape, 'c'), 0, 'c', buffer.dataType());
  }

  /** One more value lies here. */
  void share() {
    users++;
  }

  /** One value less; true if that was the last. */
  boolean leave() {
    return --users == 0;
  }

  /** Back in use after {@link #leave()} was true. */
  void reuse() {
    users = 1;
  }
}
