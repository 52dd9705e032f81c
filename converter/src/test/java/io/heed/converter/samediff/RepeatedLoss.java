package io.heed.converter.samediff;

import io.heed.converter.layer.Activation;
import io.heed.converter.layer.ClassifierNetwork;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs one training graph on one input again and again. */
final class RepeatedLoss {
  private static final NetworkConfig CONFIG =
      new NetworkConfig(
          200, 64, 32, 2, 32, 32, 1, 20, 4, Activation.RELU, Pooling.MASKED_AVERAGE, 1e-6, 0, 0, 0);

  private RepeatedLoss() {}

  static boolean isStable() {
    ClassifierNetwork network =
        ClassifierNetwork.training(CONFIG, DataType.FLOAT, new SplittableRandom(3));
    Map<String, INDArray> fed = new HashMap<>();
    SplittableRandom random = new SplittableRandom(4);
    int[][] ids = new int[32][48];
    for (int[] row : ids) {
      java.util.Arrays.setAll(row, i -> random.nextInt(200));
    }
    float[][] targets = new float[32][4];
    for (float[] row : targets) {
      row[random.nextInt(4)] = 1;
    }
    fed.put(ClassifierNetwork.INPUT_IDS, Nd4j.createFromArray(ids));
    fed.put(ClassifierNetwork.ATTENTION_MASK, Nd4j.ones(DataType.FLOAT, 32, 48));
    fed.put(ClassifierNetwork.TARGETS, Nd4j.createFromArray(targets));
    Set<Double> losses = new HashSet<>();
    for (int run = 0; run < 10; run++) {
      losses.add(network.graph().outputSingle(fed, ClassifierNetwork.LOSS).getDouble(0));
    }
    return losses.size() == 1;
  }
}
