package io.heed.converter.verify;

/** Is told how far a comparison is. */
public interface ComparisonProgress {
  /** So many runs of all were compared. */
  void compared(int runs, int all);
}
