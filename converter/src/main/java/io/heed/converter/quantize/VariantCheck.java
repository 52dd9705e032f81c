package io.heed.converter.quantize;

import java.nio.file.Path;

/** Judges a quantised model by the model it was made from. */
@FunctionalInterface
public interface VariantCheck {
  /** Compares the model in a file with the original. */
  Verdict check(Path candidate);

  /**
   * What a comparison found.
   *
   * @param loss a measure of how much worse it is, to rank layers by; 0 if it is the same
   * @param accepted whether it is within all limits
   */
  record Verdict(double loss, boolean accepted) {}
}
