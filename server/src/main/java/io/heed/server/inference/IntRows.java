package io.heed.server.inference;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whole numbers that become a tensor, one after the other. Confined to one thread. */
final class IntRows {
  private final ByteBuffer bytes;

  /** With room for so many. */
  IntRows(int count) {
    this.bytes = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  void add(int value) {
    bytes.putInt(value);
  }

  /** All that were added, row-major. */
  RawTensor tensor(long... shape) {
    return RawTensor.of(ElementType.INT32, bytes.flip(), shape);
  }
}
