package io.heed.converter.corpus;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.nio.file.Path;
import java.util.Locale;

/** How the rows of a data file are written. All formats are UTF-8, with or without a BOM. */
public enum CorpusFormat {
  /** RFC 4180: commas, fields in double quotes where needed, line breaks inside quotes. */
  CSV("csv"),
  /** Tab-separated without quoting: a quote is a character like any other. */
  TSV("tsv"),
  /** One JSON object a line. */
  JSONL("jsonl"),
  /**
   * The CSV files of AG News: no header; class 1 to 4, title, description. Brings its own columns
   * and labels (World, Sports, Business, Sci/Tech).
   */
  AG_NEWS("ag-news");

  private final String optionName;

  CorpusFormat(String optionName) {
    this.optionName = optionName;
  }

  /** The name on the command line. */
  public String optionName() {
    return optionName;
  }

  /** The format of that name on the command line; a usage error if there is none. */
  public static CorpusFormat named(String name) {
    for (CorpusFormat format : values()) {
      if (format.optionName.equals(name.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new ConverterException(
        Kind.USAGE, "data format: found \"" + name + "\", expected csv, tsv, jsonl or ag-news");
  }

  /** The format the file's extension stands for; a usage error if it stands for none. */
  public static CorpusFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> CSV;
      case "tsv", "tab" -> TSV;
      case "jsonl", "ndjson" -> JSONL;
      default ->
          throw new ConverterException(
              Kind.USAGE,
              file
                  + ": no data format for this extension, expected .csv, .tsv, .tab, .jsonl or .ndjson;"
                  + " name the format otherwise (csv, tsv, jsonl, ag-news)");
    };
  }

  @Override
  public String toString() {
    return optionName;
  }
}
