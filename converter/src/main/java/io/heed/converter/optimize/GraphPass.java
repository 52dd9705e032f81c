package io.heed.converter.optimize;

import io.heed.converter.graph.OnnxModel;

/**
 * One rewriting of a graph: afterwards every output is what it was, but for the last bits of sums
 * in another order. Stateless.
 */
@FunctionalInterface
public interface GraphPass {
  /**
   * Rewrites what it finds.
   *
   * @return how many places were changed
   */
  int apply(OnnxModel model);

  /** What it is called in reports. */
  default String name() {
    return getClass().getSimpleName();
  }
}
