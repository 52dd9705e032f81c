package io.heed.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Markdown table that reads as plain text too: columns padded, the first to the left, the others
 * to the right. Confined to one thread.
 */
public final class MarkdownTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these columns. */
  public MarkdownTable(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row, with as many cells as the header. */
  public void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells, expected " + rows.get(0).size() + ": " + cells);
    }
    rows.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).size()];
    Arrays.fill(widths, 2);
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder table = new StringBuilder();
    append(table, rows.get(0), widths);
    for (int column = 0; column < widths.length; column++) {
      String dashes = "-".repeat(widths[column] + 1);
      table.append('|').append(column == 0 ? dashes + "-" : dashes + ":");
    }
    table.append("|\n");
    rows.subList(1, rows.size()).forEach(row -> append(table, row, widths));
    return table.toString();
  }

  private static void append(StringBuilder table, List<String> row, int[] widths) {
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      table.append("| ").append(column == 0 ? cell + padding : padding + cell).append(' ');
    }
    table.append("|\n");
  }
}
