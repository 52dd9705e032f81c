package io.heed.converter.verify;

import io.heed.converter.ort.OrtGraphOptions;

/**
 * How two models are compared. Immutable.
 *
 * @param rounds how many rounds of the speed are measured, half a second a model each; 0 for none
 * @param graph how ONNX Runtime loads both
 * @param progress is told how far it is, on the calling thread
 */
public record ComparisonOptions(int rounds, OrtGraphOptions graph, ComparisonProgress progress) {
  /** No speed, as served, and nobody is told. */
  public static final ComparisonOptions DEFAULT =
      new ComparisonOptions(0, OrtGraphOptions.DEFAULT, (runs, all) -> {});

  /** Checks the rounds. */
  public ComparisonOptions {
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds is " + rounds + "; expected at least 0");
    }
  }

  /** With so many rounds of the speed. */
  public ComparisonOptions rounds(int count) {
    return new ComparisonOptions(count, graph, progress);
  }

  /** With other options of ONNX Runtime. */
  public ComparisonOptions graph(OrtGraphOptions options) {
    return new ComparisonOptions(rounds, options, progress);
  }

  /** With another listener. */
  public ComparisonOptions progress(ComparisonProgress listener) {
    return new ComparisonOptions(rounds, graph, listener);
  }
}
