package io.heed.bench.baseline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The leanest call of ONNX Runtime's Java binding: input tensors over direct buffers, made once for
 * each text before the clock starts, and an output tensor that every run writes into. No server
 * could call it like this, since its texts are not known before; it is the floor under any engine
 * on this runtime. Confined to one thread; owns session and tensors.
 */
public final class BareOrtRun implements AutoCloseable {
  private final OrtModel model;
  private final List<Map<String, OnnxTensor>> inputs;
  private final FloatBuffer output;
  private final Map<String, OnnxTensor> pinned;
  private final float[] logits;

  private BareOrtRun(
      OrtModel model,
      List<Map<String, OnnxTensor>> inputs,
      FloatBuffer output,
      Map<String, OnnxTensor> pinned) {
    this.model = model;
    this.inputs = inputs;
    this.output = output;
    this.pinned = pinned;
    this.logits = new float[output.capacity()];
  }

  /** Loads a classifier and prepares the texts, of which each run takes one. */
  public static BareOrtRun open(
      ModelDirectory directory, Variant variant, List<TokenSequence> texts) throws OrtException {
    int labels = directory.config().labels().size();
    OrtModel model = OrtModel.open(directory, variant);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    for (TokenSequence text : texts) {
      long[] shape = {1, text.length()};
      Map<String, OnnxTensor> tensors = new HashMap<>();
      for (String input : model.inputs()) {
        LongBuffer values = direct(text.length(), Long.BYTES).asLongBuffer();
        values.put(0, model.values(input, text));
        tensors.put(input, OnnxTensor.createTensor(environment, values, shape));
      }
      inputs.add(tensors);
    }
    FloatBuffer output = direct(labels, Float.BYTES).asFloatBuffer();
    OnnxTensor tensor = OnnxTensor.createTensor(environment, output, new long[] {1, labels});
    return new BareOrtRun(model, inputs, output, Map.of(model.output(), tensor));
  }

  /** Runs the model; the logits are of the text at this index and valid until the next run. */
  public float[] run(int text) throws OrtException {
    model.session().run(inputs.get(text), pinned).close();
    output.get(0, logits);
    return logits;
  }

  @Override
  public void close() throws OrtException {
    inputs.forEach(tensors -> tensors.values().forEach(OnnxTensor::close));
    pinned.values().forEach(OnnxTensor::close);
    model.close();
  }

  private static ByteBuffer direct(int elements, int bytesEach) {
    return ByteBuffer.allocateDirect(elements * bytesEach).order(ByteOrder.nativeOrder());
  }
}
