package io.heed.converter.quantize;

import java.util.Optional;

/** Takes the values of an activation run by run, in bounded memory. Confined to one thread. */
interface RangeCollector {
  /** Takes values; those that are not finite are passed over. */
  void add(float[] values);

  /** The range to quantise to; empty if no finite value came. */
  Optional<ActivationRanges.Range> range();
}
