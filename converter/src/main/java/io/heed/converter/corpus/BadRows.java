package io.heed.converter.corpus;

import java.util.Locale;

/** What a reader does with a row that cannot be used. */
public enum BadRows {
  /** The first one ends the reading with an error. */
  FAIL,
  /** They are left out, counted, and the first few are kept for the report. */
  SKIP;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
