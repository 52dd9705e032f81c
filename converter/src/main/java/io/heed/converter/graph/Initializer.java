package io.heed.converter.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.error.ConverterException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constant tensor of a graph: little-endian, row-major. Its bytes may lie in the message or in a
 * mapped file. Immutable; compares by identity.
 */
public final class Initializer {
  private final TensorProto proto;
  private final @Nullable ByteBuffer external;

  private Initializer(TensorProto proto, @Nullable ByteBuffer external) {
    this.proto = proto;
    this.external = external;
  }

  /** A tensor that holds its bytes. */
  public static Initializer of(TensorProto proto) {
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new IllegalArgumentException("tensor \"" + proto.getName() + "\": its bytes are apart");
    }
    return new Initializer(proto, null);
  }

  /**
   * A tensor whose bytes stand elsewhere.
   *
   * @param header name, type and dimensions; what it says of the place is not looked at
   */
  static Initializer external(TensorProto header, ByteBuffer bytes) {
    return new Initializer(header, bytes);
  }

  /** Its name in the graph. */
  public String name() {
    return proto.getName();
  }

  /** The type of its elements. */
  public DataType type() {
    DataType type = DataType.forNumber(proto.getDataType());
    return type == null ? DataType.UNDEFINED : type;
  }

  /** Its dimensions from the outermost; none for a scalar. */
  public List<Long> dims() {
    return proto.getDimsList();
  }

  /** The number of its elements. */
  public long size() {
    long size = 1;
    try {
      for (long dim : dims()) {
        size = Math.multiplyExact(size, dim);
        if (dim < 0) {
          throw impossible();
        }
      }
    } catch (ArithmeticException e) {
      throw impossible();
    }
    return size;
  }

  /** The bytes of its elements; 0 where the type is one of text. */
  public long sizeBytes() {
    try {
      return Math.multiplyExact(size(), RawTensors.width(type()));
    } catch (ArithmeticException e) {
      throw impossible();
    }
  }

  /** Its elements, read-only and little-endian, whatever field of the message they stand in. */
  public ByteBuffer bytes() {
    if (external != null) {
      return external.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer raw = RawTensors.bytes(proto);
    if (raw.remaining() != sizeBytes()) {
      throw new ConverterException(
          ConverterException.Kind.INPUT,
          "tensor \""
              + name()
              + "\" holds "
              + raw.remaining()
              + " bytes; its shape "
              + dims()
              + " of "
              + type()
              + " needs "
              + sizeBytes());
    }
    return raw;
  }

  /** Elements of a FLOAT tensor. */
  public float[] floats() {
    expect(DataType.FLOAT);
    ByteBuffer raw = bytes();
    float[] values = new float[Math.toIntExact(size())];
    raw.asFloatBuffer().get(values);
    return values;
  }

  /** Elements of a tensor of whole numbers (INT64, INT32, INT8, UINT8) or of BOOL as 0 and 1. */
  public long[] longs() {
    ByteBuffer raw = bytes();
    long[] values = new long[Math.toIntExact(size())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type()) {
            case INT64 -> raw.getLong(i * Long.BYTES);
            case INT32 -> raw.getInt(i * Integer.BYTES);
            case INT8 -> raw.get(i);
            case UINT8, BOOL -> raw.get(i) & 0xff;
            default -> throw expected("whole numbers");
          };
    }
    return values;
  }

  /** Whether {@link #longs()} may be called. */
  public boolean isWhole() {
    return switch (type()) {
      case INT64, INT32, INT8, UINT8, BOOL -> true;
      default -> false;
    };
  }

  /**
   * Whether all elements are equal to this FLOAT, FLOAT16, DOUBLE or whole number; false if none.
   */
  public boolean isFilledWith(double value) {
    return size() > 0 && Double.compare(fill(), value) == 0;
  }

  /** The number that all elements are, or NaN if they differ or are no numbers. */
  public double fill() {
    long size = size();
    if (size == 0 || size > Integer.MAX_VALUE) {
      return Double.NaN;
    }
    double first = RawTensors.element(type(), bytes(), 0);
    ByteBuffer raw = bytes();
    for (int i = 1; i < size; i++) {
      if (Double.compare(RawTensors.element(type(), raw, i), first) != 0) {
        return Double.NaN;
      }
    }
    return first + 0.0; // no negative zero
  }

  /** The same tensor under another name. */
  public Initializer named(String name) {
    return name.equals(name())
        ? this
        : new Initializer(proto.toBuilder().setName(name).build(), external);
  }

  /** Whether type, dimensions and bytes are the same. */
  public boolean sameTensor(Initializer other) {
    return type() == other.type()
        && dims().equals(other.dims())
        && type() != DataType.STRING
        && bytes().equals(other.bytes());
  }

  /** A number that same tensors share. */
  public int tensorHash() {
    ByteBuffer raw = bytes();
    int step = Math.max(1, raw.remaining() / 4096);
    int hash = Arrays.hashCode(new int[] {type().getNumber(), dims().hashCode()});
    for (int i = 0; i < raw.remaining(); i += step) {
      hash = 31 * hash + raw.get(i);
    }
    return hash;
  }

  /** Whether the bytes stand in a file of their own. */
  boolean isExternal() {
    return external != null;
  }

  /** The tensor as a message that holds its bytes. */
  public TensorProto toProto() {
    return ExternalData.inline(this);
  }

  TensorProto proto() {
    return proto;
  }

  private void expect(DataType type) {
    if (type() != type) {
      throw expected(type.toString());
    }
  }

  private ConverterException impossible() {
    return new ConverterException(
        ConverterException.Kind.INPUT,
        "tensor \"" + name() + "\" has the shape " + dims() + ", expected lengths that memory has");
  }

  private ConverterException expected(String what) {
    return new ConverterException(
        ConverterException.Kind.INPUT,
        "tensor \"" + name() + "\" is of " + type() + ", expected " + what);
  }

  @Override
  public String toString() {
    return name() + " " + type() + dims();
  }
}
