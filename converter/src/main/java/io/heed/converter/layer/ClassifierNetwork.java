package io.heed.converter.layer;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The whole classifier as a graph: token ids and mask in, logits out; in training also the one-hot
 * labels in and the loss out. Confined to one thread.
 */
public final class ClassifierNetwork {
  /** Token ids, INT32 [batch, sequence]. */
  public static final String INPUT_IDS = "input_ids";

  /** 1 for a token, 0 for padding, of the network's type, [batch, sequence]. */
  public static final String ATTENTION_MASK = "attention_mask";

  /**
   * Target distribution over the labels times the text's weight in the loss, of the network's type,
   * [batch, labels]. With weights of 1 / batch the loss is the mean over the batch.
   */
  public static final String TARGETS = "targets";

  /** [batch, labels], before the softmax. */
  public static final String LOGITS = "logits";

  /** Cross-entropy, weighted as the targets are and summed over the batch; a scalar. */
  public static final String LOSS = "loss";

  /** Added to the attention scores of padding; exp of it is 0 beside any score. */
  private static final double PADDING_SCORE = -1e4;

  private final LayerScope scope;

  private ClassifierNetwork(LayerScope scope) {
    this.scope = scope;
  }

  /**
   * The graph to train: with dropout, targets and loss; initial parameters drawn from the source.
   */
  public static ClassifierNetwork training(
      NetworkConfig config, DataType type, RandomGenerator random) {
    LayerScope scope = LayerScope.training(SameDiff.create(), type, random);
    SDVariable logits = logits(scope, config);
    SDVariable targets = scope.graph().placeHolder(TARGETS, type, -1, config.labels());
    crossEntropy(scope.graph(), logits, targets).rename(LOSS);
    scope.graph().setLossVariables(LOSS);
    return new ClassifierNetwork(scope);
  }

  /** The graph to run and export: logits alone, without dropout. */
  public static ClassifierNetwork inference(
      NetworkConfig config, DataType type, RandomGenerator random) {
    LayerScope scope = LayerScope.inference(SameDiff.create(), type, random);
    logits(scope, config);
    return new ClassifierNetwork(scope);
  }

  /** The graph. */
  public SameDiff graph() {
    return scope.graph();
  }

  /** The parameters by name, in an order that both graphs of a network share. */
  public Map<String, SDVariable> parameters() {
    return scope.parameters();
  }

  /** The values of a parameter, in place. */
  public INDArray parameter(String name) {
    SDVariable parameter = scope.parameters().get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "parameter: found \"" + name + "\", expected one of " + scope.parameters().keySet());
    }
    return parameter.getArr();
  }

  /** The masks that a training step feeds. */
  public List<DropoutMask> dropoutMasks() {
    return scope.dropoutMasks();
  }

  private static SDVariable logits(LayerScope scope, NetworkConfig config) {
    SameDiff graph = scope.graph();
    int width = config.width();
    SDVariable ids = graph.placeHolder(INPUT_IDS, DataType.INT32, -1, -1);
    SDVariable mask = graph.placeHolder(ATTENTION_MASK, scope.type(), -1, -1);
    SequenceShapes shapes = new SequenceShapes(graph, ids);

    SDVariable embedded =
        new TokenAndPositionEmbedding(scope, config.vocabularySize(), config.maxLength(), width)
            .apply(ids, shapes);
    SDVariable rows =
        Dropout.ofTokens(
            scope,
            "embeddings_dropout",
            config.embeddingDropout(),
            graph.reshape(embedded, -1, width),
            width);
    SDVariable bias = graph.expandDims(graph.expandDims(mask.rsub(1).mul(PADDING_SCORE), 1), 1);
    for (int block = 0; block < config.blocks(); block++) {
      rows = new EncoderBlock(scope, "blocks." + block, config).apply(rows, bias, shapes);
    }

    SDVariable features = graph.reshape(rows, shapes.with(width));
    SDVariable pooled =
        Dropout.ofTexts(
            scope,
            "pooling_dropout",
            config.poolingDropout(),
            config.pooling().apply(scope, features, mask),
            width);
    SDVariable hidden =
        graph.nn().relu(new Dense(scope, "hidden", width, config.hidden()).apply(pooled), 0);
    SDVariable dropped =
        Dropout.ofTexts(scope, "hidden_dropout", config.poolingDropout(), hidden, config.hidden());
    return new Dense(scope, "labels", config.hidden(), config.labels())
        .apply(dropped)
        .rename(LOGITS);
  }

  /**
   * -sum(targets log softmax(logits)) over labels and rows. SameDiff's own cross-entropy losses
   * ignore the gradient that arrives from above, and its log-softmax of a given axis has no
   * gradient.
   */
  static SDVariable crossEntropy(SameDiff graph, SDVariable logits, SDVariable targets) {
    return graph.nn().logSoftmax(logits).mul(targets).sum().neg();
  }
}
