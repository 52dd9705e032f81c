package io.heed.bench.gpu;

import java.util.Locale;

/** In what numbers matrix products are computed. */
public enum Precision {
  /** Single precision throughout. */
  FP32,
  /** Single precision in memory, 10 bits of mantissa in products (CUDA's {@code use_tf32}). */
  TF32,
  /** Half precision. */
  FP16,
  /** 8-bit integers, of ranges measured beforehand. */
  INT8;

  /** As in options and results. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
