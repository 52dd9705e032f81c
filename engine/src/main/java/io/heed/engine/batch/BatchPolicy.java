package io.heed.engine.batch;

import java.util.List;

/** Decides which texts of a list share a run of the model. Immutable. */
public interface BatchPolicy {
  /**
   * Groups the texts of a list.
   *
   * @param lengths the number of tokens of each text
   * @return the indices of the texts of each run; every index exactly once
   */
  List<int[]> plan(int[] lengths);
}
