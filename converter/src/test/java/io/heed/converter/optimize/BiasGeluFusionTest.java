package io.heed.converter.optimize;

/** Two layers, one GELU each. */
class BiasGeluFusionTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new BiasGeluFusion();
  }

  @Override
  int expectedChanges(String graph) {
    return 2;
  }
}
