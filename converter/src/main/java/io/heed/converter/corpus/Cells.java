package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks label and texts out of the fields of a row with columns. The first row fixes the number of
 * columns: the header if there is one, the first row of data otherwise. Confined to one thread.
 */
final class Cells {

  private final Path file;
  private final Columns columns;
  private final boolean header;
  private int width = -1;
  private int label = -1;
  private int[] texts = {};

  Cells(Path file, Columns columns, boolean header) {
    this.file = file;
    this.columns = columns;
    this.header = header;
    if (columns.named() && !header) {
      throw new ConverterException(
          Kind.USAGE,
          "columns: found names in \"" + columns + "\", expected positions without a header");
    }
  }

  /** The cells of a row, or null if the row is the header. */
  @Nullable Row of(long line, List<String> fields) {
    if (width < 0) {
      begin(line, fields);
      if (header) {
        return null;
      }
    }
    if (fields.size() != width) {
      return new BadRow(line, "columns", String.valueOf(fields.size()), String.valueOf(width));
    }
    List<String> picked = new ArrayList<>(texts.length);
    for (int column : texts) {
      picked.add(fields.get(column));
    }
    return new Row.Cells(line, fields.get(label), picked);
  }

  private void begin(long line, List<String> first) {
    width = first.size();
    label = index(columns.label(), line, first);
    texts = columns.texts().stream().mapToInt(c -> index(c, line, first)).toArray();
  }

  private int index(String column, long line, List<String> first) {
    if (Columns.isPosition(column)) {
      int index = Integer.parseInt(column);
      if (index < first.size()) {
        return index;
      }
      throw new ConverterException(
          Kind.INPUT,
          new BadRow(line, "columns", String.valueOf(first.size()), "a column " + index + " from 0")
              .message(file));
    }
    List<String> names = first.stream().map(String::strip).toList();
    int index = names.indexOf(column);
    if (index < 0 || index != names.lastIndexOf(column)) {
      throw new ConverterException(
          Kind.INPUT,
          new BadRow(
                  line,
                  "header",
                  BadRow.shown(String.join(",", names)),
                  "one column named \"" + column + "\" (columns " + columns + ")")
              .message(file));
    }
    return index;
  }
}
