package io.heed.converter.corpus;

import java.nio.file.Path;
import java.util.List;

/**
 * The rows left out of a corpus.
 *
 * @param file the file they stand in
 * @param count how many there are
 * @param first the first few of them, at most {@value #LISTED}
 */
public record BadRowReport(Path file, long count, List<BadRow> first) {

  /** How many bad rows a report lists. */
  public static final int LISTED = 5;

  /** Copies the list. */
  public BadRowReport {
    first = List.copyOf(first);
  }

  /** The count and the listed rows, a line each; empty if there are none. */
  public String summary() {
    if (count == 0) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    out.append(file).append(": left out ").append(count).append(count == 1 ? " row" : " rows");
    for (BadRow row : first) {
      out.append("\n  ").append(row.message(file));
    }
    if (count > first.size()) {
      out.append("\n  and ").append(count - first.size()).append(" more");
    }
    return out.toString();
  }
}
