package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to read a corpus. Immutable: each method gives a changed copy of {@link #DEFAULTS}.
 *
 * <p>Where nothing is said, the format follows the file's extension, the columns are {@code label}
 * and {@code text}, the labels are those of the file in the order of their first appearance, and
 * the first bad row is an error.
 */
public final class CorpusOptions {

  /** The classes of AG News, in the order of their numbers 1 to 4. */
  public static final List<String> AG_NEWS_LABELS =
      List.of("World", "Sports", "Business", "Sci/Tech");

  /** Nothing said. */
  public static final CorpusOptions DEFAULTS =
      new CorpusOptions(null, null, null, null, BadRows.FAIL, 1_000_000);

  private final @Nullable CorpusFormat format;
  private final @Nullable Columns columns;
  private final @Nullable Boolean header;
  private final @Nullable LabelScheme labels;
  private final BadRows badRows;
  private final int maxFieldChars;

  private CorpusOptions(
      @Nullable CorpusFormat format,
      @Nullable Columns columns,
      @Nullable Boolean header,
      @Nullable LabelScheme labels,
      BadRows badRows,
      int maxFieldChars) {
    this.format = format;
    this.columns = columns;
    this.header = header;
    this.labels = labels;
    this.badRows = badRows;
    this.maxFieldChars = maxFieldChars;
  }

  /** AG News, whose layout and labels are built in. */
  public static CorpusOptions agNews() {
    return DEFAULTS.format(CorpusFormat.AG_NEWS);
  }

  /** The format, whatever the file's extension. */
  public CorpusOptions format(CorpusFormat value) {
    return new CorpusOptions(value, columns, header, labels, badRows, maxFieldChars);
  }

  /** The columns of label and text. */
  public CorpusOptions columns(Columns value) {
    return new CorpusOptions(format, value, header, labels, badRows, maxFieldChars);
  }

  /**
   * Whether the first row is a header. Where it is not said, it is one exactly if a column is
   * named.
   */
  public CorpusOptions header(boolean value) {
    return new CorpusOptions(format, columns, value, labels, badRows, maxFieldChars);
  }

  /** The classes and what stands for them in the file. */
  public CorpusOptions labels(LabelScheme value) {
    return new CorpusOptions(format, columns, header, value, badRows, maxFieldChars);
  }

  /** What happens to a row that cannot be used. */
  public CorpusOptions badRows(BadRows value) {
    return new CorpusOptions(format, columns, header, labels, value, maxFieldChars);
  }

  /** The longest field, in UTF-16 units, that is no mistake; 1,000,000 where it is not said. */
  public CorpusOptions maxFieldChars(int value) {
    if (value < 1 || value > CsvRows.MAX_FIELD_CHARS) {
      throw new ConverterException(
          Kind.USAGE,
          "maxFieldChars: found " + value + ", expected 1 to " + CsvRows.MAX_FIELD_CHARS);
    }
    return new CorpusOptions(format, columns, header, labels, badRows, value);
  }

  CorpusFormat formatOf(Path file) {
    return format != null ? format : CorpusFormat.of(file);
  }

  Columns columnsOf(CorpusFormat of) {
    return Optional.ofNullable(columns)
        .orElse(of == CorpusFormat.AG_NEWS ? new Columns("0", List.of("1", "2")) : Columns.DEFAULT);
  }

  boolean headerOf(CorpusFormat of) {
    return header != null ? header : columnsOf(of).named();
  }

  LabelScheme labelsOf(CorpusFormat of) {
    if (labels != null) {
      return labels;
    }
    if (of != CorpusFormat.AG_NEWS) {
      return LabelScheme.byAppearance();
    }
    Map<String, String> numbered = new LinkedHashMap<>();
    for (String name : AG_NEWS_LABELS) {
      numbered.put(String.valueOf(numbered.size() + 1), name);
    }
    return LabelScheme.values(numbered);
  }

  BadRows badRows() {
    return badRows;
  }

  int maxFieldChars() {
    return maxFieldChars;
  }
}
