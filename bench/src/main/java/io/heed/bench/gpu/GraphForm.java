package io.heed.bench.gpu;

import java.util.Locale;

/** How a graph treats texts that are shorter than their batch. */
public enum GraphForm {
  /** Computes padding too: the fused form of the device. */
  PADDED,
  /** Takes padding out behind the embeddings. */
  PADDING_FREE;

  /** As in options and results. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
