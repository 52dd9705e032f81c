package io.heed.converter.corpus;

import java.util.List;

/** What a source reads for one row: its cells, or why it has none. */
sealed interface Row permits Row.Cells, BadRow {

  /** The line on which the row begins, from 1. */
  long line();

  /** The cells the columns ask for, as they stand in the file: the texts in the asked order. */
  record Cells(long line, String label, List<String> texts) implements Row {}
}
