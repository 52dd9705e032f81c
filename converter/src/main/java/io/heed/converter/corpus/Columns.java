package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns hold the label and the text. A column of digits alone is a position from 0, any
 * other is a name of the header (CSV, TSV) or a field of the object (JSONL).
 *
 * @param label the label's column
 * @param texts the text's columns, joined by a space, empty ones dropped
 */
public record Columns(String label, List<String> texts) {

  /** The columns where none are named: {@code label} and {@code text}. */
  public static final Columns DEFAULT = new Columns("label", List.of("text"));

  /** Checks that there is a text column and that none is blank; copies the list. */
  public Columns {
    texts = List.copyOf(texts);
    if (texts.isEmpty() || label.isBlank() || texts.stream().anyMatch(String::isBlank)) {
      throw usage("label=" + label + ",text=" + String.join("+", texts));
    }
  }

  /** Reads {@code label=0,text=1+2} or {@code label=topic,text=title+body}. */
  public static Columns parse(String spec) {
    String label = null;
    List<String> texts = List.of();
    for (String part : spec.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? "" : part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      if (key.equals("label") && label == null) {
        label = value;
      } else if (key.equals("text") && texts.isEmpty()) {
        texts = split(value);
      } else {
        throw usage(spec);
      }
    }
    if (label == null) {
      throw usage(spec);
    }
    return new Columns(label, texts);
  }

  /** Whether a header is needed to find a column. */
  boolean named() {
    return !isPosition(label) || !texts.stream().allMatch(Columns::isPosition);
  }

  static boolean isPosition(String column) {
    return column.length() <= 6 && column.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static List<String> split(String value) {
    List<String> columns = new ArrayList<>();
    for (String column : value.split("\\+", -1)) {
      columns.add(column.strip());
    }
    return columns;
  }

  private static ConverterException usage(String found) {
    return new ConverterException(
        Kind.USAGE,
        "columns: found \""
            + found
            + "\", expected label=COLUMN,text=COLUMN[+COLUMN…] with names or positions from 0");
  }

  @Override
  public String toString() {
    return "label=" + label + ",text=" + String.join("+", texts);
  }
}
