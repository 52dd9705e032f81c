package io.heed.converter.optimize;

/** Two layers, one input of three projections each. */
class MergedProjectionsTest extends GraphPassContract {
  @Override
  GraphPass pass() {
    return new MergedProjections();
  }

  @Override
  int expectedChanges(String graph) {
    return 2;
  }
}
