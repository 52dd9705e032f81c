package io.heed.bench.serve;

import java.util.Locale;

/** A part of the run. */
public enum ServePart {
  /** Heed's own contestants at low rates of arrival. */
  LATENCY,
  /** Heed's own contestants, kept busy. */
  THROUGHPUT,
  /** Heed's own contestants, asked for twice of what they can do. */
  OVERLOAD,
  /** Services of other stacks beside Heed's. */
  PEERS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
