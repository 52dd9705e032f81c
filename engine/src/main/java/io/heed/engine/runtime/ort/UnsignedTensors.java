package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.TensorDescription;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes tensors of UINT16, UINT32 and UINT64, which ONNX Runtime's Java API takes and gives but
 * cannot make: a graph of one Cast turns the signed tensor of the same bits into them. Thread-safe;
 * lives until its last user has released it.
 */
final class UnsignedTensors {
  private static final int INT16 = 5;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int UINT16 = 4;
  private static final int UINT32 = 12;
  private static final int UINT64 = 13;

  private final Map<ElementType, SharedSession> casts = new EnumMap<>(ElementType.class);

  private UnsignedTensors() {}

  /** What these inputs need, with one user. */
  static UnsignedTensors of(List<TensorDescription> inputs) throws OrtException {
    UnsignedTensors made = new UnsignedTensors();
    try {
      for (TensorDescription input : inputs) {
        made.add(input.elementType().orElseThrow());
      }
      return made;
    } catch (OrtException | RuntimeException e) {
      made.release();
      throw e;
    }
  }

  /** Whether tensors of the type come from here. */
  static boolean makes(ElementType type) {
    return type == ElementType.UINT16 || type == ElementType.UINT32 || type == ElementType.UINT64;
  }

  /** The Java type of the same width. */
  static OnnxJavaType signed(ElementType type) {
    return switch (type) {
      case UINT16 -> OnnxJavaType.INT16;
      case UINT32 -> OnnxJavaType.INT32;
      case UINT64 -> OnnxJavaType.INT64;
      default -> throw new IllegalArgumentException("type: " + type + ", expected an unsigned one");
    };
  }

  /** The tensor of the same bits, the only one of the result, which the caller closes. */
  OrtSession.Result cast(ElementType type, OnnxTensor signed) throws OrtException {
    SharedSession session = casts.get(type);
    if (session == null) {
      throw new EngineException(EngineException.Kind.RUNTIME, "no cast to " + type + " was loaded");
    }
    OrtSession.Result result = session.session().run(Map.of("x", signed));
    NativeHandle.RESULT.opened();
    return result;
  }

  /** One user more, who releases it. */
  void retain() {
    casts.values().forEach(SharedSession::retain);
  }

  /** One user less. */
  void release() {
    casts.values().forEach(SharedSession::release);
  }

  private void add(ElementType type) throws OrtException {
    if (makes(type) && !casts.containsKey(type)) {
      byte[] model =
          switch (type) {
            case UINT16 -> cast(INT16, UINT16);
            case UINT32 -> cast(INT32, UINT32);
            default -> cast(INT64, UINT64);
          };
      casts.put(type, SharedSession.of(model, OrtOptions.DEFAULT, false));
    }
  }

  /** An ONNX file, IR version 8, opset 17: {@code y = Cast(x)}, of any rank. */
  private static byte[] cast(int from, int to) {
    byte[] attribute = join(text(1, "to"), number(3, to), new byte[] {(byte) 0xA0, 1, 2});
    byte[] node = join(text(1, "x"), text(2, "y"), text(4, "Cast"), field(5, attribute));
    byte[] graph = join(field(1, node), text(2, "cast"), value(11, "x", from), value(12, "y", to));
    return join(number(1, 8), field(7, graph), field(8, join(text(1, ""), number(2, 17))));
  }

  private static byte[] value(int number, String name, int type) {
    return field(number, join(text(1, name), field(2, field(1, number(1, type)))));
  }

  private static byte[] text(int number, String value) {
    return field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] number(int number, int value) {
    return new byte[] {(byte) (number << 3), (byte) value};
  }

  /** A field of at most 127 bytes. */
  private static byte[] field(int number, byte[] value) {
    return join(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
