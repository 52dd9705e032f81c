package io.heed.bench.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.heed.engine.token.TokenSequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One text a run, without padding, over direct buffers that are written anew for each text: tensors
 * over them are made once for each length and kept, those of the output too. Confined to one thread
 * at a time; owns buffers and tensors, not the session.
 */
final class SingleTextRun implements AutoCloseable {
  private final EncoderSession session;
  private final Map<String, LongBuffer> values = new HashMap<>();
  private final FloatBuffer hidden;
  private final float[] row;
  private final @Nullable Tensors[] byLength;

  SingleTextRun(EncoderSession session, int maxTokens) {
    this.session = session;
    for (String input : session.inputs()) {
      LongBuffer buffer = direct(maxTokens, Long.BYTES).asLongBuffer();
      for (int i = 0; i < maxTokens; i++) {
        buffer.put(i, 1);
      }
      values.put(input, buffer);
    }
    this.hidden = direct(maxTokens * session.width(), Float.BYTES).asFloatBuffer();
    this.row = new float[session.width()];
    this.byLength = new Tensors[maxTokens + 1];
  }

  /** The tensors of one length. */
  private record Tensors(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> output) {}

  /** The mean of the hidden states, in an array of the caller's. */
  float[] encode(TokenSequence tokens) throws OrtException {
    int length = tokens.length();
    Tensors tensors = byLength[length];
    if (tensors == null) {
      tensors = tensors(length);
      byLength[length] = tensors;
    }
    for (Map.Entry<String, LongBuffer> input : values.entrySet()) {
      switch (input.getKey()) {
        case "input_ids" -> input.getValue().put(0, tokens.ids());
        case "token_type_ids" -> input.getValue().put(0, tokens.typeIds());
        default -> {} // the attention mask: ones
      }
    }
    session.session().run(tensors.inputs(), tensors.output()).close();
    return mean(length);
  }

  private float[] mean(int tokens) {
    float[] mean = new float[row.length];
    for (int token = 0; token < tokens; token++) {
      hidden.get(token * row.length, row);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= tokens;
    }
    return mean;
  }

  private Tensors tensors(int length) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    for (Map.Entry<String, LongBuffer> input : values.entrySet()) {
      LongBuffer slice = input.getValue().slice(0, length);
      long[] shape = {1, length};
      inputs.put(input.getKey(), OnnxTensor.createTensor(environment, slice, shape));
    }
    FloatBuffer slice = hidden.slice(0, length * row.length);
    long[] shape = {1, length, row.length};
    OnnxTensor output = OnnxTensor.createTensor(environment, slice, shape);
    return new Tensors(inputs, Map.of(session.output(), output));
  }

  @Override
  public void close() {
    for (Tensors tensors : byLength) {
      if (tensors != null) {
        tensors.inputs().values().forEach(OnnxTensor::close);
        tensors.output().values().forEach(OnnxTensor::close);
      }
    }
  }

  private static ByteBuffer direct(int elements, int bytesEach) {
    return ByteBuffer.allocateDirect(elements * bytesEach).order(ByteOrder.nativeOrder());
  }
}
