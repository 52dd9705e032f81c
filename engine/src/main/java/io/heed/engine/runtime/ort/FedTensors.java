package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The input tensors of one run, closed with it. Confined to its runner's thread. */
final class FedTensors implements AutoCloseable {
  private final StagingBuffer staging;
  private final UnsignedTensors unsigned;
  private final Map<String, OnnxTensor> tensors = new HashMap<>();
  private final List<OnnxTensor> made = new ArrayList<>();
  private final List<OrtSession.Result> casts = new ArrayList<>(0);

  FedTensors(StagingBuffer staging, UnsignedTensors unsigned) {
    this.staging = staging;
    this.unsigned = unsigned;
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  /** Adds an input. */
  void add(String name, RawTensor tensor) throws OrtException {
    ElementType type = tensor.type();
    if (type == ElementType.BYTES) {
      tensors.put(name, own(RawStrings.tensor(name, tensor.strings(), tensor.shape())));
      return;
    }
    ByteBuffer bytes = tensor.bytes();
    if (type == ElementType.BOOL) {
      checkTruth(name, bytes);
    }
    ByteBuffer direct = staging.direct(bytes, type.sizeBytes());
    boolean cast = UnsignedTensors.makes(type);
    OnnxTensor bound =
        own(
            OnnxTensor.createTensor(
                OrtRuntime.environment(),
                direct,
                tensor.shape(),
                cast ? UnsignedTensors.signed(type) : javaType(type)));
    if (cast) {
      OrtSession.Result result = unsigned.cast(type, bound);
      casts.add(result);
      bound = (OnnxTensor) result.get(0);
    }
    tensors.put(name, bound);
  }

  @Override
  public void close() {
    for (OrtSession.Result result : casts) {
      result.close();
      NativeHandle.RESULT.closed();
    }
    for (OnnxTensor tensor : made) {
      tensor.close();
      NativeHandle.TENSOR.closed();
    }
  }

  private OnnxTensor own(OnnxTensor tensor) {
    NativeHandle.TENSOR.opened();
    made.add(tensor);
    return tensor;
  }

  /** C++ compiles a bool as 0 or 1, and may do anything with another byte. */
  private static void checkTruth(String name, ByteBuffer bytes) {
    for (int i = 0; i < bytes.limit(); i++) {
      if ((bytes.get(i) & ~1) != 0) {
        throw new EngineException(
            EngineException.Kind.INVALID_INPUT,
            "input "
                + name
                + ": found byte "
                + bytes.get(i)
                + " as element "
                + i
                + " of BOOL (counted from 0), expected 0 or 1");
      }
    }
  }

  private static OnnxJavaType javaType(ElementType type) {
    return switch (type) {
      case BOOL -> OnnxJavaType.BOOL;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT8 -> OnnxJavaType.INT8;
      case INT16 -> OnnxJavaType.INT16;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case FP16 -> OnnxJavaType.FLOAT16;
      case BF16 -> OnnxJavaType.BFLOAT16;
      case FP32 -> OnnxJavaType.FLOAT;
      case FP64 -> OnnxJavaType.DOUBLE;
      case UINT16, UINT32, UINT64, BYTES ->
          throw new IllegalArgumentException("type: " + type + ", made elsewhere");
    };
  }
}
