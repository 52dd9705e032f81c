package io.heed.converter.train;

import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.NetworkConfig;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The inference graph of a network with trained weights. Confined to one thread. */
public final class Predictor {
  /** Mean cross-entropy and right answers over some texts. */
  record Score(double loss, double accuracy) {}

  private static final int BATCH_SIZE = 256;

  private final NetworkConfig config;
  private final ClassifierNetwork network;
  private final ParameterLayout layout;

  Predictor(NetworkConfig config) {
    this.config = config;
    this.network = ClassifierNetwork.inference(config, DataType.FLOAT, new SplittableRandom(0));
    this.layout = new ParameterLayout(network);
  }

  /** The graph with the weights. */
  public ClassifierNetwork network() {
    return network;
  }

  /**
   * Logits of some texts as one batch, padded to the longest.
   *
   * @param ids the token ids of each text
   * @return [texts][labels]
   */
  public float[][] logits(int[][] ids) {
    try (Batch batch = Batch.of(ids, new int[ids.length], config.minimumLength());
        INDArray logits = network.graph().outputSingle(batch.arrays(), ClassifierNetwork.LOGITS)) {
      return logits.toFloatMatrix();
    }
  }

  /** Takes over flat weights. */
  void load(float[] weights) {
    layout.scatter(weights, network);
  }

  /** Runs all texts; batches of similar length in a fixed order. */
  Score score(EncodedTexts texts) {
    double loss = 0;
    long right = 0;
    for (int[] rows : LengthBuckets.batches(texts.lengths(), BATCH_SIZE, new SplittableRandom(0))) {
      try (Batch batch = texts.batch(rows, config.minimumLength());
          INDArray logits =
              network.graph().outputSingle(batch.arrays(), ClassifierNetwork.LOGITS)) {
        right += batch.right(logits);
        loss += crossEntropySum(logits, batch.labels());
      }
    }
    return new Score(loss / texts.size(), right / (double) texts.size());
  }

  private static double crossEntropySum(INDArray logits, int[] labels) {
    double sum = 0;
    try (INDArray logProbabilities = Nd4j.nn().logSoftmax(logits, 1)) {
      for (int row = 0; row < labels.length; row++) {
        sum -= logProbabilities.getDouble(row, labels[row]);
      }
    }
    return sum;
  }
}
