package io.heed.converter.layer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LayerGradientTest {
  private static final int WIDTH = 4;
  private static final INDArray IDS =
      Nd4j.createFromArray(new int[][] {{3, 1, 3, 5}, {2, 4, 0, 0}});
  private static final INDArray MASK =
      Nd4j.createFromArray(new double[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});

  private GradientCheck check;

  @BeforeEach
  void start() {
    check = new GradientCheck();
  }

  @Test
  void dense_anyInput_matchesFiniteDifferences() {
    check.check(new Dense(check.scope(), "dense", WIDTH, 3).apply(check.input("x", 5, WIDTH)));
  }

  @Test
  void layerNorm_anyInput_matchesFiniteDifferences() {
    check.check(
        new LayerNorm(check.scope(), "norm", WIDTH, 1e-6).apply(check.input("x", 5, WIDTH)));
  }

  @Test
  void embedding_repeatedIds_matchesFiniteDifferences() {
    SDVariable ids = check.feed("ids", IDS);
    SequenceShapes shapes = new SequenceShapes(check.scope().graph(), ids);
    check.check(new TokenAndPositionEmbedding(check.scope(), 6, 5, WIDTH).apply(ids, shapes));
  }

  @Test
  void attention_paddedTexts_matchesFiniteDifferences() {
    SequenceShapes shapes = new SequenceShapes(check.scope().graph(), check.feed("ids", IDS));
    MultiHeadAttention attention = new MultiHeadAttention(check.scope(), "attention", WIDTH, 2, 3);
    check.check(attention.apply(check.input("x", 8, WIDTH), paddingBias(), shapes));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void encoderBlock_paddedTextsAndDropout_matchesFiniteDifferences(Activation activation) {
    SequenceShapes shapes = new SequenceShapes(check.scope().graph(), check.feed("ids", IDS));
    NetworkConfig config = NetworkConfigs.tiny(activation, Pooling.MASKED_AVERAGE, 0.5);
    EncoderBlock block = new EncoderBlock(check.scope(), "block", config);
    SDVariable output = block.apply(check.input("x", 8, WIDTH), paddingBias(), shapes);
    feedDropout(2, 4);
    check.check(output);
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void pooling_paddedTexts_matchesFiniteDifferences(Pooling pooling) {
    SDVariable features = check.input("x", 2, 4, WIDTH);
    check.check(pooling.apply(check.scope(), features, check.feed("mask", MASK)));
  }

  @Test
  void dropout_ofTokens_matchesFiniteDifferences() {
    SDVariable output =
        Dropout.ofTokens(check.scope(), "dropped", 0.5, check.input("x", 8, WIDTH), WIDTH);
    feedDropout(2, 4);
    check.check(output);
  }

  @Test
  void dropout_ofTexts_matchesFiniteDifferences() {
    SDVariable output =
        Dropout.ofTexts(check.scope(), "dropped", 0.5, check.input("x", 2, WIDTH), WIDTH);
    feedDropout(2, 4);
    check.check(output);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activation_bothSides_matchesFiniteDifferences(Activation activation) {
    check.check(activation.apply(check.scope(), check.input("x", 6, WIDTH)));
  }

  @Test
  void crossEntropy_softTargets_matchesFiniteDifferences() {
    SDVariable targets =
        check.feed("targets", Nd4j.createFromArray(new double[][] {{0.9, 0.05, 0.05}, {0, 0, 1}}));
    SDVariable loss =
        ClassifierNetwork.crossEntropy(check.scope().graph(), check.input("x", 2, 3), targets);
    check.checkLoss(loss.mul(3.5));
  }

  private SDVariable paddingBias() {
    return check.feed("bias", MASK.rsub(1).muli(-1e4).reshape(2, 1, 1, 4));
  }

  private void feedDropout(int batch, int sequence) {
    for (DropoutMask mask : check.scope().dropoutMasks()) {
      long[] shape =
          mask.span() == DropoutMask.Span.TOKENS
              ? new long[] {batch, sequence, mask.width()}
              : new long[] {batch, mask.width()};
      INDArray kept = check.randoms(shape).gt(0).castTo(DataType.DOUBLE).muli(2);
      check.value(mask.name(), kept);
    }
  }
}
