package io.heed.converter.layer;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Shapes that depend on the batch and sequence length of a run, computed once a graph. */
final class SequenceShapes {
  private final SameDiff graph;
  private final SDVariable batchAndSequence;

  SequenceShapes(SameDiff graph, SDVariable ids) {
    this.graph = graph;
    this.batchAndSequence = graph.shape(ids);
  }

  /** The vector [batch, sequence, last...]. */
  SDVariable with(long... last) {
    return graph.concat(0, batchAndSequence, graph.constant(Nd4j.createFromArray(last)));
  }

  /** The sequence length, shape [1]. */
  SDVariable sequenceLength() {
    return graph.slice(batchAndSequence, new int[] {1}, 1);
  }
}
