package io.heed.server.inference;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floats that become a tensor, one after the other. Confined to one thread. */
final class FloatRows {
  private final ByteBuffer bytes;

  /** With room for so many. */
  FloatRows(int count) {
    this.bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  void add(float value) {
    bytes.putFloat(value);
  }

  /** All that were added, row-major. */
  RawTensor tensor(long... shape) {
    return RawTensor.of(ElementType.FP32, bytes.flip(), shape);
  }
}
