package io.heed.converter.cli;

import io.heed.converter.corpus.BadRows;
import io.heed.converter.corpus.Columns;
import io.heed.converter.corpus.CorpusFormat;
import io.heed.converter.corpus.CorpusOptions;
import io.heed.converter.corpus.LabelScheme;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a data file is read; mixed into the commands that read one. Filled by picocli. */
final class CorpusArguments {
  @Option(
      names = "--data-format",
      paramLabel = "FORMAT",
      description = "csv, tsv, jsonl or ag-news. Without it: by the file's extension.")
  private @Nullable String format;

  @Option(
      names = "--columns",
      paramLabel = "SPEC",
      description =
          "label=COLUMN,text=COLUMN[+COLUMN...], by name or by position from 0."
              + " Without it: label=label,text=text.")
  private @Nullable String columns;

  @Option(
      names = "--header",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether the first row is a header. Without it: if a column is named.")
  private @Nullable Boolean header;

  @Option(
      names = "--labels",
      paramLabel = "LIST",
      description =
          "The classes and, where they differ, the values that stand for them: World,Sports or"
              + " 1=World,2=Sports. Without it: the values of the label column.")
  private @Nullable String labels;

  @Option(
      names = "--bad-rows",
      paramLabel = "WHAT",
      defaultValue = "fail",
      description =
          "What to do with a row that cannot be used: ${COMPLETION-CANDIDATES}. Default:"
              + " ${DEFAULT-VALUE}.")
  private BadRows badRows = BadRows.FAIL;

  /** What was asked for; throws a usage error that names the part that is wrong. */
  CorpusOptions options() {
    CorpusOptions options = CorpusOptions.DEFAULTS.badRows(badRows);
    if (format != null) {
      options = options.format(CorpusFormat.named(format));
    }
    if (columns != null) {
      options = options.columns(Columns.parse(columns));
    }
    if (header != null) {
      options = options.header(header);
    }
    if (labels != null) {
      options = options.labels(LabelScheme.parse(labels));
    }
    return options;
  }
}
