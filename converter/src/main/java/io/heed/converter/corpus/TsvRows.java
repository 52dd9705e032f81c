package io.heed.converter.corpus;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tab-separated values without quoting; empty lines are no rows. */
final class TsvRows implements RowSource {

  private final Lines lines;
  private final Cells cells;

  TsvRows(Lines lines, Cells cells) {
    this.lines = lines;
    this.cells = cells;
  }

  @Override
  public @Nullable Row next() throws IOException {
    while (lines.next()) {
      if (lines.cut()) {
        return BadRow.tooLong(lines.number(), "line", CorpusReader.MAX_LINE_CHARS);
      }
      String line = lines.text();
      if (!line.isEmpty()) {
        Row row = cells.of(lines.number(), List.of(line.split("\t", -1)));
        if (row != null) {
          return row;
        }
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
