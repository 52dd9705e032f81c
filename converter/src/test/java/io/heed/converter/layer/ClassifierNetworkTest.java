package io.heed.converter.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.samediff.Nd4jSetup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassifierNetworkTest {
  @BeforeAll
  static void setUp() {
    Nd4jSetup.apply();
  }

  @Test
  void inference_addedPadding_changesNothingWithMaskedAverage() {
    ClassifierNetwork network = network(Pooling.MASKED_AVERAGE);
    INDArray plain = logits(network, new int[][] {{3, 1, 4}}, 3);
    INDArray padded = logits(network, new int[][] {{3, 1, 4}}, 5);
    // The same sums in another order: float rounding alone.
    assertTrue(plain.equalsWithEps(padded, 1e-6), plain + " " + padded);
  }

  @Test
  void inference_addedPadding_changesLogitsWithPaddedAverage() {
    ClassifierNetwork network = network(Pooling.PADDED_AVERAGE);
    INDArray plain = logits(network, new int[][] {{3, 1, 4}}, 3);
    INDArray padded = logits(network, new int[][] {{3, 1, 4}}, 5);
    assertTrue(!plain.equalsWithEps(padded, 1e-6), plain + " " + padded);
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void training_sameSeed_hasTheParametersOfInference(Pooling pooling) {
    NetworkConfig config = NetworkConfigs.tiny(Activation.RELU, pooling, 0.1);
    ClassifierNetwork training =
        ClassifierNetwork.training(config, DataType.FLOAT, new SplittableRandom(5));
    ClassifierNetwork inference =
        ClassifierNetwork.inference(config, DataType.FLOAT, new SplittableRandom(5));
    assertEquals(
        training.parameters().keySet().stream().toList(),
        inference.parameters().keySet().stream().toList());
    training
        .parameters()
        .forEach(
            (name, parameter) -> assertEquals(parameter.getArr(), inference.parameter(name), name));
    assertEquals(5, training.dropoutMasks().size());
    assertEquals(0, inference.dropoutMasks().size());
  }

  @Test
  void inference_repeatedRuns_giveTheSameLogits() {
    ClassifierNetwork network = network(Pooling.MASKED_AVERAGE);
    INDArray first = logits(network, new int[][] {{3, 1}, {5, 5}}, 4);
    for (int run = 0; run < 20; run++) {
      assertEquals(first, logits(network, new int[][] {{3, 1}, {5, 5}}, 4));
      logits(network, new int[][] {{1, 2, 3}}, 5);
    }
  }

  private static ClassifierNetwork network(Pooling pooling) {
    return ClassifierNetwork.inference(
        NetworkConfigs.tiny(Activation.RELU, pooling, 0.1),
        DataType.FLOAT,
        new SplittableRandom(5));
  }

  private static INDArray logits(ClassifierNetwork network, int[][] texts, int length) {
    int[][] ids = new int[texts.length][];
    float[][] mask = new float[texts.length][length];
    for (int row = 0; row < texts.length; row++) {
      ids[row] = Arrays.copyOf(texts[row], length);
      Arrays.fill(mask[row], 0, texts[row].length, 1);
    }
    Map<String, INDArray> fed = new HashMap<>();
    fed.put(ClassifierNetwork.INPUT_IDS, Nd4j.createFromArray(ids));
    fed.put(ClassifierNetwork.ATTENTION_MASK, Nd4j.createFromArray(mask));
    return network.graph().outputSingle(fed, ClassifierNetwork.LOGITS);
  }
}
