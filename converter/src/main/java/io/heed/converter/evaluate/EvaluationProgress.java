package io.heed.converter.evaluate;

/** Hears how far an evaluation is, on the thread that runs it. */
@FunctionalInterface
public interface EvaluationProgress {

  /** So many texts of the whole are answered. */
  void answered(long texts);
}
