package io.heed.bench.baseline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.token.TokenSequence;
import io.heed.models.ModelDirectory;
import io.heed.models.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The call of ONNX Runtime that its examples show: {@code long[][]} in, {@code getValue()} out, new
 * tensors for each text. Confined to one thread; owns the session.
 */
public final class NaiveOrtRun implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtModel model;
  private final List<TokenSequence> texts;

  private final Set<String> wanted;

  private NaiveOrtRun(OrtModel model, List<TokenSequence> texts) throws OrtException {
    this.model = model;
    this.wanted = Set.of(model.output());
    this.texts = texts;
  }

  /** Loads a classifier; the texts are kept as token ids, of which each run takes one. */
  public static NaiveOrtRun open(
      ModelDirectory directory, Variant variant, List<TokenSequence> texts) throws OrtException {
    return new NaiveOrtRun(OrtModel.open(directory, variant), List.copyOf(texts));
  }

  /** Runs the model; the logits are of the text at this index. */
  public float[] run(int text) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (String input : model.inputs()) {
        long[][] values = {model.values(input, texts.get(text))};
        tensors.put(input, OnnxTensor.createTensor(environment, values));
      }
      try (OrtSession.Result result = model.session().run(tensors, wanted)) {
        float[][] logits = (float[][]) result.get(0).getValue();
        return logits[0];
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() throws OrtException {
    model.close();
  }
}
