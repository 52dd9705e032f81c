package io.heed.converter.ort;

import ai.onnxruntime.OnnxJavaType;
import io.heed.converter.error.ConverterException;
import java.util.Locale;

/** The types of elements that a {@link Tensor} can have. */
public enum ElementType {
  /** IEEE 754 single precision. */
  FLOAT(4, 1, OnnxJavaType.FLOAT),
  /** IEEE 754 half precision. */
  FLOAT16(2, 10, OnnxJavaType.FLOAT16),
  /** The upper half of a single. */
  BFLOAT16(2, 16, OnnxJavaType.BFLOAT16),
  /** IEEE 754 double precision. */
  DOUBLE(8, 11, OnnxJavaType.DOUBLE),
  /** Signed, 8 bits. */
  INT8(1, 3, OnnxJavaType.INT8),
  /** Unsigned, 8 bits. */
  UINT8(1, 2, OnnxJavaType.UINT8),
  /** Signed, 16 bits. */
  INT16(2, 5, OnnxJavaType.INT16),
  /** Signed, 32 bits. */
  INT32(4, 6, OnnxJavaType.INT32),
  /** Signed, 64 bits. */
  INT64(8, 7, OnnxJavaType.INT64),
  /** A byte that is 0 or 1. */
  BOOL(1, 9, OnnxJavaType.BOOL);

  private final int bytes;
  private final int onnxNumber;
  private final OnnxJavaType runtimeType;

  ElementType(int bytes, int onnxNumber, OnnxJavaType runtimeType) {
    this.bytes = bytes;
    this.onnxNumber = onnxNumber;
    this.runtimeType = runtimeType;
  }

  /** The bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** The number of the type in ONNX's {@code TensorProto.DataType}. */
  public int onnxNumber() {
    return onnxNumber;
  }

  /** Whether the elements are floating-point numbers. */
  public boolean floating() {
    return this == FLOAT || this == FLOAT16 || this == BFLOAT16 || this == DOUBLE;
  }

  /**
   * The type with that number in {@code TensorProto.DataType}.
   *
   * @throws ConverterException (UNSUPPORTED) if there is none here
   */
  public static ElementType ofOnnx(int number) {
    for (ElementType type : values()) {
      if (type.onnxNumber == number) {
        return type;
      }
    }
    throw new ConverterException(
        ConverterException.Kind.UNSUPPORTED,
        String.format(Locale.ROOT, "element type: found number %d of ONNX's data types", number));
  }

  OnnxJavaType runtimeType() {
    return runtimeType;
  }

  /** The type of a value that ONNX Runtime names, described for the message if there is none. */
  static ElementType of(OnnxJavaType runtimeType, String described) {
    for (ElementType type : values()) {
      if (type.runtimeType == runtimeType) {
        return type;
      }
    }
    throw new ConverterException(
        ConverterException.Kind.UNSUPPORTED,
        described + ": found elements of type " + runtimeType + ", expected numbers or booleans");
  }
}
