package io.heed.converter.corpus;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it. A quote that is never closed, or text after a closing one, ends the
 * reading whatever happens to bad rows: where the next row would begin cannot be known.
 */
final class CsvRows implements RowSource {

  /** A field beyond this is a quote that is never closed. */
  static final int MAX_FIELD_CHARS = 16_000_000;

  private final Path file;
  private final Cells cells;
  private final CloseableIterator<CsvRecord> records;

  CsvRows(Path file, Reader characters, Cells cells) {
    this.file = file;
    this.cells = cells;
    this.records =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(MAX_FIELD_CHARS + 1)
            .build(
                CsvRecordHandler.of(
                    limits ->
                        limits.maxFieldSize(MAX_FIELD_CHARS).maxRecordSize(4 * MAX_FIELD_CHARS)),
                characters)
            .iterator();
  }

  @Override
  public @Nullable Row next() throws IOException {
    try {
      while (records.hasNext()) {
        CsvRecord record = records.next();
        Row row = cells.of(record.getStartingLineNumber(), record.getFields());
        if (row != null) {
          return row;
        }
      }
      return null;
    } catch (CsvParseException e) {
      throw new ConverterException(
          Kind.INPUT,
          file + ": not CSV from here on, so that no row can be skipped: " + e.getMessage(),
          e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
