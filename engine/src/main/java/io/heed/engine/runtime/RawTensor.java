package io.heed.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A tensor as bytes: its elements row-major and little-endian, or strings. Nothing is copied and
 * nothing is checked until a run takes it, so that a tensor of a request can be made before it is
 * known to be well formed. Immutable if nobody writes into what it was made of.
 */
public final class RawTensor {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer bytes;
  private final List<byte[]> strings;

  private RawTensor(ElementType type, long[] shape, ByteBuffer bytes, List<byte[]> strings) {
    this.type = type;
    this.shape = shape.clone();
    this.bytes = bytes;
    this.strings = strings;
  }

  /**
   * A tensor over the bytes from the buffer's position to its limit, little-endian whatever order
   * the buffer has. A direct buffer is read by the run where it is; the bytes of another one are
   * copied once.
   *
   * @param shape the size of each axis; none for a scalar
   * @throws IllegalArgumentException for {@link ElementType#BYTES}
   */
  public static RawTensor of(ElementType type, ByteBuffer bytes, long... shape) {
    if (type == ElementType.BYTES) {
      throw new IllegalArgumentException(
          "type: BYTES, expected one of a fixed size; see ofStrings");
    }
    return new RawTensor(type, shape, bytes.asReadOnlyBuffer().slice(), List.of());
  }

  /** A tensor of type {@link ElementType#BYTES}, an array of UTF-8 an element, row-major. */
  public static RawTensor ofStrings(List<byte[]> strings, long... shape) {
    return new RawTensor(ElementType.BYTES, shape, NO_BYTES, Collections.unmodifiableList(strings));
  }

  /** The type of the elements. */
  public ElementType type() {
    return type;
  }

  /** The number of axes. */
  public int rank() {
    return shape.length;
  }

  /** The size of an axis, counted from 0. */
  public long size(int axis) {
    return shape[axis];
  }

  /** A copy of the size of each axis. */
  public long[] shape() {
    return shape.clone();
  }

  /** A read-only view of the elements, little-endian; empty for {@link ElementType#BYTES}. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements of {@link ElementType#BYTES}, not to be written into; empty for other types. */
  public List<byte[]> strings() {
    return strings;
  }

  /** The bytes of all elements. */
  public long sizeBytes() {
    long size = bytes.remaining();
    for (byte[] string : strings) {
      size += string.length;
    }
    return size;
  }

  /** For messages: {@code INT32 [1, 16]}. */
  @Override
  public String toString() {
    return type + " " + Arrays.toString(shape);
  }
}
