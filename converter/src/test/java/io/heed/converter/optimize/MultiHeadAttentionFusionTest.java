package io.heed.converter.optimize;

/** Two layers, one attention each. */
class MultiHeadAttentionFusionTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new MultiHeadAttentionFusion();
  }

  @Override
  int expectedChanges(String graph) {
    return 2;
  }
}
