package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.heed.engine.batch.TokenBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The direct buffers of a lane beside those of its batch: outputs, and inputs of 32 bits. Buffers
 * that grow are other ones, so tensors over them must be made anew. Confined to its runner's
 * thread.
 */
final class LaneBuffers {
  private final OrtSignature signature;
  private final Map<OrtInput.Role, IntBuffer> narrow = new EnumMap<>(OrtInput.Role.class);
  private final FloatBuffer[] floats;
  private final ShortBuffer[] halves;

  LaneBuffers(OrtSignature signature) {
    this.signature = signature;
    int outputs = signature.outputs().size();
    this.floats = new FloatBuffer[outputs];
    this.halves = new ShortBuffer[outputs];
    for (int i = 0; i < outputs; i++) {
      floats[i] = direct(0, Float.BYTES).asFloatBuffer();
      halves[i] = direct(0, Short.BYTES).asShortBuffer();
    }
  }

  /** Whether the buffers have room for a run of the batch. */
  boolean fit(TokenBatch batch) {
    return inputsFit(batch) && outputsFit(batch);
  }

  /** Makes room for a run of the batch; tensors over the buffers must be closed before. */
  void grow(TokenBatch batch) {
    int tokens = batch.ids().capacity();
    for (OrtInput input : signature.inputs()) {
      if (input.narrow() && narrow(input).capacity() < tokens) {
        narrow.put(input.role(), direct(tokens, Integer.BYTES).asIntBuffer());
      }
    }
    for (int i = 0; i < floats.length; i++) {
      int size = size(signature.outputs().get(i), batch);
      if (floats[i].capacity() < size) {
        int capacity = Math.max(size, 2 * floats[i].capacity());
        floats[i] = direct(capacity, Float.BYTES).asFloatBuffer();
        if (signature.outputs().get(i).half()) {
          halves[i] = direct(capacity, Short.BYTES).asShortBuffer();
        }
      }
    }
  }

  /** Copies the batch into the inputs of 32 bits. */
  void fillNarrow(TokenBatch batch) {
    for (OrtInput input : signature.inputs()) {
      if (input.narrow()) {
        LongBuffer from = input.values(batch);
        IntBuffer to = narrow(input);
        for (int i = 0; i < from.limit(); i++) {
          to.put(i, (int) from.get(i));
        }
      }
    }
  }

  /** Widens the outputs of 16 bits of a run. */
  void widenHalves(TokenBatch batch) {
    List<OrtOutput> outputs = signature.outputs();
    for (int output = 0; output < floats.length; output++) {
      if (outputs.get(output).half()) {
        int size = size(outputs.get(output), batch);
        for (int i = 0; i < size; i++) {
          floats[output].put(i, Fp16Conversions.fp16ToFloat(halves[output].get(i)));
        }
      }
    }
  }

  IntBuffer narrow(OrtInput input) {
    return narrow.computeIfAbsent(input.role(), role -> direct(0, Integer.BYTES).asIntBuffer());
  }

  FloatBuffer floats(int output) {
    return floats[output];
  }

  /** A tensor over the buffer of an output, which the runtime writes into. */
  OnnxTensor outputTensor(int output, int size, long... shape) throws OrtException {
    if (signature.outputs().get(output).half()) {
      ShortBuffer values = halves[output].duplicate().limit(size);
      return OnnxTensor.createTensor(OrtRuntime.environment(), values, shape, OnnxJavaType.FLOAT16);
    }
    FloatBuffer values = floats[output].duplicate().limit(size);
    return OnnxTensor.createTensor(OrtRuntime.environment(), values, shape);
  }

  private boolean inputsFit(TokenBatch batch) {
    int tokens = batch.rows() * batch.length();
    for (OrtInput input : signature.inputs()) {
      if (input.narrow() && narrow(input).capacity() < tokens) {
        return false;
      }
    }
    return true;
  }

  private boolean outputsFit(TokenBatch batch) {
    for (int i = 0; i < floats.length; i++) {
      if (floats[i].capacity() < size(signature.outputs().get(i), batch)) {
        return false;
      }
    }
    return true;
  }

  private static int size(OrtOutput output, TokenBatch batch) {
    return output.known() ? Math.multiplyExact(batch.rows(), output.rowSize(batch.length())) : 0;
  }

  private static ByteBuffer direct(int elements, int bytesEach) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(elements, bytesEach))
        .order(ByteOrder.nativeOrder());
  }
}
