package io.heed.converter.corpus;

/** What a reader does with a row that cannot be used. */
public enum BadRows {
  /** The first one ends the reading with an error. */
  FAIL,
  /** They are left out, counted, and the first few are kept for the report. */
  SKIP
}
