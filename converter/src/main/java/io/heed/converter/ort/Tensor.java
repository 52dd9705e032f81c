package io.heed.converter.ort;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * An array of numbers or booleans with a shape, row-major, in memory of its own. A scalar has the
 * empty shape. Immutable: factories copy what they are given, accessors what they give.
 */
public final class Tensor {
  private final ElementType type;
  private final long[] shape;
  private final ByteBuffer values; // little-endian, position 0

  private Tensor(ElementType type, ByteBuffer values, long... shape) {
    this.type = type;
    this.values = values;
    this.shape = shape.clone();
  }

  /**
   * A tensor of any type over a copy of the remaining bytes, which are little-endian.
   *
   * @throws IllegalArgumentException if the shape asks for another number of bytes
   */
  public static Tensor of(ElementType type, ByteBuffer littleEndian, long... shape) {
    ByteBuffer copy = allocate(type, littleEndian.remaining() / type.bytes(), shape);
    if (copy.capacity() != littleEndian.remaining()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s%s takes %d bytes; found %d",
              type,
              Arrays.toString(shape),
              copy.capacity(),
              littleEndian.remaining()));
    }
    copy.duplicate().put(littleEndian.duplicate());
    return new Tensor(type, copy, shape);
  }

  /** A FLOAT tensor. */
  public static Tensor floats(float[] values, long... shape) {
    ByteBuffer bytes = allocate(ElementType.FLOAT, values.length, shape);
    bytes.asFloatBuffer().put(values);
    return new Tensor(ElementType.FLOAT, bytes, shape);
  }

  /** A DOUBLE tensor. */
  public static Tensor doubles(double[] values, long... shape) {
    ByteBuffer bytes = allocate(ElementType.DOUBLE, values.length, shape);
    bytes.asDoubleBuffer().put(values);
    return new Tensor(ElementType.DOUBLE, bytes, shape);
  }

  /** A FLOAT16 tensor of the values rounded to half precision. */
  public static Tensor halves(float[] values, long... shape) {
    ByteBuffer bytes = allocate(ElementType.FLOAT16, values.length, shape);
    for (int i = 0; i < values.length; i++) {
      bytes.putShort(i * Short.BYTES, Fp16Conversions.floatToFp16(values[i]));
    }
    return new Tensor(ElementType.FLOAT16, bytes, shape);
  }

  /** An INT64 tensor. */
  public static Tensor longs(long[] values, long... shape) {
    ByteBuffer bytes = allocate(ElementType.INT64, values.length, shape);
    bytes.asLongBuffer().put(values);
    return new Tensor(ElementType.INT64, bytes, shape);
  }

  /** An INT32 tensor. */
  public static Tensor ints(int[] values, long... shape) {
    ByteBuffer bytes = allocate(ElementType.INT32, values.length, shape);
    bytes.asIntBuffer().put(values);
    return new Tensor(ElementType.INT32, bytes, shape);
  }

  /** An INT8 tensor. */
  public static Tensor bytes(byte[] values, long... shape) {
    return of(ElementType.INT8, ByteBuffer.wrap(values), shape);
  }

  /** A UINT8 tensor: the bytes stand for 0 to 255. */
  public static Tensor unsignedBytes(byte[] values, long... shape) {
    return of(ElementType.UINT8, ByteBuffer.wrap(values), shape);
  }

  /** A BOOL tensor. */
  public static Tensor booleans(boolean[] values, long... shape) {
    ByteBuffer bytes = allocate(ElementType.BOOL, values.length, shape);
    for (int i = 0; i < values.length; i++) {
      bytes.put(i, (byte) (values[i] ? 1 : 0));
    }
    return new Tensor(ElementType.BOOL, bytes, shape);
  }

  /** The type of the elements. */
  public ElementType type() {
    return type;
  }

  /** The lengths of the axes, from the outermost. */
  public long[] shape() {
    return shape.clone();
  }

  /** The number of axes. */
  public int rank() {
    return shape.length;
  }

  /** The length of an axis. */
  public long length(int axis) {
    return shape[axis];
  }

  /** The number of elements. */
  public int size() {
    return values.capacity() / type.bytes();
  }

  /** The elements as little-endian bytes; a view that cannot be written to. */
  public ByteBuffer bytes() {
    return values.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements as floats, whatever their type; wide types are rounded, booleans are 0 and 1. */
  public float[] floats() {
    float[] floats = new float[size()];
    switch (type) {
      case FLOAT -> values.asFloatBuffer().get(floats);
      case FLOAT16 -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Fp16Conversions.fp16ToFloat(values.getShort(i * Short.BYTES));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Fp16Conversions.bf16ToFloat(values.getShort(i * Short.BYTES));
        }
      }
      case DOUBLE -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) values.getDouble(i * Double.BYTES);
        }
      }
      default -> {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = integer(i);
        }
      }
    }
    return floats;
  }

  /**
   * The elements of an integer or BOOL tensor as longs.
   *
   * @throws IllegalStateException if the elements are floating-point numbers
   */
  public long[] longs() {
    if (type.floating()) {
      throw new IllegalStateException(this + " has no integers");
    }
    long[] longs = new long[size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = integer(i);
    }
    return longs;
  }

  /** The elements where they lie, for native code that only reads. */
  ByteBuffer nativeBytes() {
    return values.duplicate().order(ByteOrder.nativeOrder());
  }

  private long integer(int index) {
    return switch (type) {
      case INT8 -> values.get(index);
      case UINT8, BOOL -> values.get(index) & 0xff;
      case INT16 -> values.getShort(index * Short.BYTES);
      case INT32 -> values.getInt(index * Integer.BYTES);
      case INT64 -> values.getLong(index * Long.BYTES);
      default -> throw new IllegalStateException(this + " has no integers");
    };
  }

  /** Same type, shape and bits; NaN equals itself, 0 and -0 differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && type == tensor.type
        && Arrays.equals(shape, tensor.shape)
        && values.equals(tensor.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + values.hashCode();
  }

  /** Type and shape: {@code FLOAT[2, 3]}. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }

  /** Direct, as ONNX Runtime reads such memory in place. */
  private static ByteBuffer allocate(ElementType type, int count, long... shape) {
    long expected = 1;
    for (long length : shape) {
      expected = Math.multiplyExact(expected, length);
    }
    if (expected != count || Arrays.stream(shape).anyMatch(length -> length < 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "shape %s found for %d values", Arrays.toString(shape), count));
    }
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, type.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
