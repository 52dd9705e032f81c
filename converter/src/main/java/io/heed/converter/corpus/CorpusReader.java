package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The labelled texts of a file, one after the other, in constant memory. Confined to one thread; to
 * be closed.
 *
 * <p>{@link #hasNext} reads ahead and so is where a bad row, under {@link BadRows#FAIL}, and an
 * unreadable file throw {@link ConverterException}. Where the labels are not given, ids are handed
 * out in the order of appearance, also under {@link LabelScheme#sorted()}: only {@link Corpus#read}
 * knows all labels and can order them.
 */
public final class CorpusReader implements Iterator<LabelledText>, AutoCloseable {

  /** A longer line of TSV or JSONL is no row. */
  static final int MAX_LINE_CHARS = 64_000_000;

  private final Path file;
  private final CorpusOptions options;
  private final Columns columns;
  private final LabelIds labels;
  private final RowSource rows;
  private final List<BadRow> firstBad = new ArrayList<>();
  private long badCount;
  private @Nullable LabelledText ahead;

  private CorpusReader(
      Path file, CorpusOptions options, Columns columns, LabelIds labels, RowSource rows) {
    this.file = file;
    this.options = options;
    this.columns = columns;
    this.labels = labels;
    this.rows = rows;
  }

  /** Opens a data file. */
  public static CorpusReader open(Path file, CorpusOptions options) {
    if (!Files.isRegularFile(file)) {
      throw new ConverterException(
          Kind.IO,
          file + ": " + (Files.exists(file) ? "not a file" : "no such file") + ", expected data");
    }
    CorpusFormat format = options.formatOf(file);
    Columns columns = options.columnsOf(format);
    try {
      Reader characters = Utf8.open(file);
      try {
        RowSource rows =
            switch (format) {
              case JSONL -> new JsonRows(new Lines(characters, MAX_LINE_CHARS), columns);
              case TSV ->
                  new TsvRows(
                      new Lines(characters, MAX_LINE_CHARS),
                      new Cells(file, columns, options.headerOf(format)));
              case CSV, AG_NEWS ->
                  new CsvRows(file, characters, new Cells(file, columns, options.headerOf(format)));
            };
        return new CorpusReader(
            file, options, columns, new LabelIds(options.labelsOf(format)), rows);
      } catch (RuntimeException e) {
        characters.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public boolean hasNext() {
    try {
      while (ahead == null) {
        Row row = rows.next();
        if (row == null) {
          return false;
        }
        if (row instanceof Row.Cells cells) {
          row = use(cells);
        }
        if (row instanceof BadRow bad) {
          leaveOut(bad);
        }
      }
      return true;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public LabelledText next() {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException(file + " has no more rows");
    }
    LabelledText text = ahead;
    ahead = null;
    return text;
  }

  /** The classes by id: the given ones, or those found so far. */
  public List<String> labels() {
    return labels.names();
  }

  /** The rows left out so far. */
  public BadRowReport badRows() {
    return new BadRowReport(file, badCount, firstBad);
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Sets {@link #ahead}, or says why the cells cannot be used. */
  private @Nullable BadRow use(Row.Cells cells) {
    String textField = String.join("+", columns.texts());
    StringBuilder joined = new StringBuilder();
    for (String part : cells.texts()) {
      if (part.length() > options.maxFieldChars()) {
        return BadRow.tooLong(cells.line(), textField, options.maxFieldChars());
      }
      if (!part.isBlank()) {
        joined.append(joined.isEmpty() ? "" : " ").append(part.strip());
      }
    }
    if (!Utf8.wellFormed(cells.label())) {
      return BadRow.notUtf8(cells.line(), columns.label());
    }
    String text = joined.toString();
    if (!Utf8.wellFormed(text)) {
      return BadRow.notUtf8(cells.line(), textField);
    }
    if (text.isEmpty()) {
      return new BadRow(cells.line(), textField, "an empty text", "a text");
    }
    int id = labels.id(cells.label().strip());
    if (id < 0) {
      return new BadRow(
          cells.line(), columns.label(), BadRow.shown(cells.label()), labels.expected());
    }
    ahead = new LabelledText(text, labels.name(id), id, cells.line());
    return null;
  }

  private void leaveOut(BadRow row) {
    if (options.badRows() == BadRows.FAIL) {
      throw new ConverterException(Kind.INPUT, row.message(file));
    }
    badCount++;
    if (firstBad.size() < BadRowReport.LISTED) {
      firstBad.add(row);
    }
  }

  private static ConverterException unreadable(Path file, IOException e) {
    return new ConverterException(Kind.IO, file + ": cannot be read: " + e, e);
  }
}
