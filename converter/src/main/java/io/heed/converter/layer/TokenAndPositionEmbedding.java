package io.heed.converter.layer;

import io.heed.converter.samediff.TrainableGather;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The sum of a token's row in a trainable table and its position's row in another (Vaswani et al.,
 * "Attention Is All You Need", 2017, section 3.4, with learnt positions).
 */
final class TokenAndPositionEmbedding {
  private final LayerScope scope;
  private final SDVariable tokens;
  private final SDVariable positions;
  private final int width;

  TokenAndPositionEmbedding(LayerScope scope, int vocabularySize, int maxLength, int width) {
    this.scope = scope;
    this.width = width;
    this.tokens =
        scope.parameter(
            "embeddings.tokens.weight", Initializer.uniform(0.05), vocabularySize, width);
    this.positions =
        scope.parameter("embeddings.positions.weight", Initializer.uniform(0.05), maxLength, width);
  }

  /** Ids of shape [batch, sequence] to features of shape [batch, sequence, width]. */
  SDVariable apply(SDVariable ids, SequenceShapes shapes) {
    SDVariable size =
        scope
            .graph()
            .concat(
                0,
                shapes.sequenceLength(),
                scope.graph().constant(Nd4j.createFromArray((long) width)));
    SDVariable start = scope.graph().constant(Nd4j.zeros(DataType.INT64, 2));
    SDVariable firstPositions = scope.graph().slice(positions, start, size);
    return TrainableGather.gather(scope.graph(), tokens, ids).add(firstPositions);
  }
}
