package io.heed.converter.ort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void floats_ofHalfBits_areTheirValues() {
    // IEEE 754 binary16: 0x3c00 is 1, 0xc000 is -2, 0x7bff the largest number, 0x0001 is 2^-24.
    byte[] bits = {0x00, 0x3c, 0x00, (byte) 0xc0, (byte) 0xff, 0x7b, 0x01, 0x00};

    Tensor half = Tensor.of(ElementType.FLOAT16, ByteBuffer.wrap(bits), 2, 2);

    assertArrayEquals(new float[] {1, -2, 65504, 0x1p-24f}, half.floats());
    assertEquals(half, Tensor.halves(new float[] {1, -2, 65504, 0x1p-24f}, 2, 2));
  }

  @Test
  void floats_ofBfloat16Bits_areTheirValues() {
    // The upper half of a single: 0x3fc0 is 1.5.
    Tensor brain = Tensor.of(ElementType.BFLOAT16, ByteBuffer.wrap(new byte[] {(byte) 0xc0, 0x3f}));

    assertArrayEquals(new float[] {1.5f}, brain.floats());
  }

  @Test
  void longs_ofSmallTypes_keepOrDropTheSign() {
    byte[] bytes = {-1, 127, -128};

    assertArrayEquals(new long[] {-1, 127, -128}, Tensor.bytes(bytes, 3).longs());
    assertArrayEquals(new long[] {255, 127, 128}, Tensor.unsignedBytes(bytes, 3).longs());
    assertArrayEquals(new float[] {255, 127, 128}, Tensor.unsignedBytes(bytes, 3).floats());
    assertArrayEquals(
        new long[] {1, 0}, Tensor.booleans(new boolean[] {true, false}, 1, 2).longs());
    assertArrayEquals(new long[] {-5}, Tensor.ints(new int[] {-5}, 1).longs());
    assertThrows(IllegalStateException.class, () -> Tensor.floats(new float[1], 1).longs());
  }

  @Test
  void factory_arrayChangedLater_keepsTheOldValues() {
    float[] values = {1, 2};
    Tensor tensor = Tensor.floats(values, 2);
    values[0] = 9;
    tensor.floats()[1] = 9;
    tensor.shape()[0] = 9;

    assertArrayEquals(new float[] {1, 2}, tensor.floats());
    assertArrayEquals(new long[] {2}, tensor.shape());
    assertThrows(ReadOnlyBufferException.class, () -> tensor.bytes().put(0, (byte) 1));
  }

  @Test
  void factory_shapeThatDoesNotFit_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Tensor.floats(new float[3], 2));
    assertThrows(IllegalArgumentException.class, () -> Tensor.floats(new float[4], -2, -2));
    assertThrows(IllegalArgumentException.class, () -> Tensor.floats(new float[0]));
    ByteBuffer five = ByteBuffer.allocate(5);
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(ElementType.INT32, five, 1));
    assertTrue(String.valueOf(e.getMessage()).contains("takes 4 bytes; found 5"), e.getMessage());
  }

  @Test
  void equals_sameBitsOtherShapeOrType_differ() {
    Tensor two = Tensor.longs(new long[] {1, 2}, 2);

    assertEquals(two, Tensor.longs(new long[] {1, 2}, 2));
    assertEquals(two.hashCode(), Tensor.longs(new long[] {1, 2}, 2).hashCode());
    assertNotEquals(two, Tensor.longs(new long[] {1, 2}, 1, 2));
    assertNotEquals(two, Tensor.longs(new long[] {1, 3}, 2));
    assertEquals("INT64[2]", two.toString());
  }
}
