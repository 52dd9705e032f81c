package io.heed.converter;

import io.heed.converter.error.ConverterException;
import io.heed.converter.train.Predictor;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.token.TokenSequence;
import java.util.Arrays;
import java.util.List;

/**
 * The difference between the logits of a SameDiff graph and of its ONNX export.
 *
 * @param texts how many texts were run
 * @param largestDifference the largest absolute difference of a logit
 */
public record ExportParity(int texts, double largestDifference) {
  /** Sums of floats in another order differ by about 1e-6 here; 1e-5 leaves no room for more. */
  public static final double TOLERANCE = 1e-5;

  /** Runs each text alone through both. */
  public static ExportParity measure(Predictor predictor, byte[] onnx, int labels, int[][] texts) {
    double largest = 0;
    TokenBatch batch = new TokenBatch();
    List<OutputSpec> outputs = List.of(OutputSpec.textLogits(labels));
    try (InferenceBackend backend =
            OrtBackend.load(onnx, "exported model", outputs, OrtOptions.DEFAULT);
        BatchRunner<ModelOutputs> runner = backend.newRunner()) {
      for (int[] ids : texts) {
        batch.reset(1, ids.length);
        batch.set(
            0, TokenSequence.of(Arrays.stream(ids).asLongStream().toArray(), new long[ids.length]));
        float[] found = runner.run(batch).first().row(0);
        float[] expected = predictor.logits(new int[][] {ids})[0];
        for (int label = 0; label < labels; label++) {
          largest = Math.max(largest, Math.abs((double) found[label] - expected[label]));
        }
      }
    }
    return new ExportParity(texts.length, largest);
  }

  /** Refuses a difference beyond {@link #TOLERANCE}. */
  public void require() {
    if (!(largestDifference <= TOLERANCE)) {
      throw new ConverterException(
          ConverterException.Kind.VERIFICATION,
          "exported model: logits differ from the trained graph's by "
              + largestDifference
              + " over "
              + texts
              + " texts, expected at most "
              + TOLERANCE);
    }
  }
}
