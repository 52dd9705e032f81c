package io.heed.bench.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loop of ONNX Runtime's examples: texts in batches as they come, padded to the longest of the
 * batch, {@code long[][]} in, {@code getValue()} out. Each worker takes the next batch; the session
 * is the caller's.
 */
public final class PaddedBatchEncoder implements BulkEncoder {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final EncoderSession session;
  private final Set<String> wanted;
  private final TextTokenizer tokenizer;
  private final long padTokenId;
  private final int batchSize;
  private final Workers workers;

  private PaddedBatchEncoder(
      EncoderSession session, EncoderModel model, int batchSize, int threads) {
    this.session = session;
    this.wanted = Set.of(session.output());
    this.tokenizer = model.openTokenizer();
    this.padTokenId = model.padTokenId();
    this.batchSize = batchSize;
    this.workers = new Workers("padded-batch-" + batchSize, threads);
  }

  /** A loop of so many threads over a session of the same model. */
  public static PaddedBatchEncoder of(
      EncoderSession session, EncoderModel model, int batchSize, int threads) {
    return new PaddedBatchEncoder(session, model, batchSize, threads);
  }

  @Override
  public float[][] encode(List<EncoderText> texts, TokenSource source) {
    float[][] vectors = new float[texts.size()][];
    AtomicInteger next = new AtomicInteger();
    workers.run(
        worker -> {
          int start = next.getAndAdd(batchSize);
          while (start < vectors.length) {
            int end = Math.min(start + batchSize, vectors.length);
            TokenSequence[] batch = new TokenSequence[end - start];
            for (int row = 0; row < batch.length; row++) {
              batch[row] = source.of(texts.get(start + row), tokenizer);
            }
            System.arraycopy(run(batch), 0, vectors, start, batch.length);
            start = next.getAndAdd(batchSize);
          }
        });
    return vectors;
  }

  private float[][] run(TokenSequence[] batch) throws OrtException {
    int longest = Arrays.stream(batch).mapToInt(TokenSequence::length).max().orElse(0);
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (String input : session.inputs()) {
        tensors.put(input, OnnxTensor.createTensor(environment, values(input, batch, longest)));
      }
      try (OrtSession.Result result = session.session().run(tensors, wanted)) {
        float[][][] hidden = (float[][][]) result.get(0).getValue();
        float[][] vectors = new float[batch.length][];
        for (int row = 0; row < vectors.length; row++) {
          vectors[row] = mean(hidden[row], batch[row].length());
        }
        return vectors;
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private long[][] values(String input, TokenSequence[] batch, int longest) {
    long[][] values = new long[batch.length][longest];
    for (int row = 0; row < batch.length; row++) {
      int length = batch[row].length();
      for (int position = 0; position < length; position++) {
        values[row][position] = EncoderSession.value(input, batch[row], position);
      }
      if (input.equals("input_ids")) {
        Arrays.fill(values[row], length, longest, padTokenId);
      }
    }
    return values;
  }

  private static float[] mean(float[][] hidden, int tokens) {
    float[] mean = new float[hidden[0].length];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += hidden[token][i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= tokens;
    }
    return mean;
  }

  @Override
  public void close() {
    workers.close();
    tokenizer.close();
  }
}
