package io.heed.converter.half;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.UnsafeByteOperations;
import io.heed.converter.graph.Float16;
import io.heed.converter.graph.Initializer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** FLOAT tensors in other words. Stateless. */
final class HalfTensors {
  static final int FLOAT = DataType.FLOAT_VALUE;
  static final int FLOAT16 = DataType.FLOAT16_VALUE;

  private HalfTensors() {}

  /** The same numbers, rounded to FLOAT16. */
  static TensorProto half(Initializer floats) {
    FloatBuffer values = floats.bytes().asFloatBuffer();
    ByteBuffer raw =
        ByteBuffer.allocate(Math.multiplyExact(values.remaining(), Short.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      raw.putShort(Float16.of(values.get()));
    }
    return tensor(floats, FLOAT16, raw);
  }

  /** The same numbers, FLOAT, those beyond the range of FLOAT16 replaced by {@code ±fill}. */
  static TensorProto clamped(Initializer floats, float fill) {
    FloatBuffer values = floats.bytes().asFloatBuffer();
    ByteBuffer raw =
        ByteBuffer.allocate(Math.multiplyExact(values.remaining(), Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      float value = values.get();
      boolean beyond = Math.abs(value) > Float16.MAX_VALUE && !Float.isInfinite(value);
      raw.putFloat(beyond ? Math.copySign(fill, value) : value);
    }
    return tensor(floats, FLOAT, raw);
  }

  private static TensorProto tensor(Initializer like, int type, ByteBuffer raw) {
    return TensorProto.newBuilder()
        .setName(like.name())
        .setDataType(type)
        .addAllDims(like.dims())
        .setRawData(UnsafeByteOperations.unsafeWrap(raw.flip()))
        .build();
  }
}
