package io.heed.converter.half;

import io.heed.converter.graph.Float16;
import io.heed.converter.graph.Initializer;
import java.nio.FloatBuffer;

/**
 * The sizes of the numbers of a constant.
 *
 * @param name of the value
 * @param elements how many there are
 * @param largest the finite one farthest from 0, with its sign
 * @param overflowing how many are finite and beyond the range of FLOAT16
 * @param underflowing how many become 0 without being 0
 */
public record ConstantRange(
    String name, long elements, float largest, long overflowing, long underflowing) {
  /** Up to this, rounding to the nearest FLOAT16, ties to even, gives 0. */
  private static final float LARGEST_LOST = 0x1p-25f;

  static ConstantRange of(Initializer floats) {
    FloatBuffer values = floats.bytes().asFloatBuffer();
    long elements = values.remaining();
    float largest = 0;
    long over = 0;
    long under = 0;
    while (values.hasRemaining()) {
      float value = values.get();
      float size = Math.abs(value);
      under += size > 0 && size <= LARGEST_LOST ? 1 : 0;
      if (size <= Float.MAX_VALUE) {
        over += size > Float16.MAX_VALUE ? 1 : 0;
        largest = size > Math.abs(largest) ? value : largest;
      }
    }
    return new ConstantRange(floats.name(), elements, largest, over, under);
  }
}
