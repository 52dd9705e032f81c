package io.heed.converter.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusOptionsTest {

  @Test
  void parse_columns_readsPositionsAndNames() {
    assertEquals(new Columns("0", List.of("1", "2")), Columns.parse("label=0,text=1+2"));
    assertEquals(new Columns("b c", List.of("a")), Columns.parse(" text = a , label = b c "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "label=0",
        "text=1",
        "label=0,text=",
        "label=,text=1",
        "label=0,text=1+",
        "0,1",
        "label=0,text=1,text=2",
        "label=0,label=1,text=2",
        "label=0,text=1,x=2"
      })
  void parse_wrongColumns_isUsageErrorWithTheForm(String spec) {
    ConverterException e = assertThrows(ConverterException.class, () -> Columns.parse(spec));

    assertEquals(Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("label=COLUMN,text=COLUMN[+COLUMN…]"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one", "a,a", "a,", "1=a,1=b", "1=a,2=", "1=a,2=a", "=a,2=b"})
  void parse_wrongLabels_isUsageError(String spec) {
    ConverterException e = assertThrows(ConverterException.class, () -> LabelScheme.parse(spec));

    assertEquals(Kind.USAGE, e.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "x.csv,CSV",
    "x.TSV,TSV",
    "x.tab,TSV",
    "x.jsonl,JSONL",
    "dir.csv/x.ndjson,JSONL",
  })
  void of_extension_givesFormat(String file, CorpusFormat expected) {
    assertEquals(expected, CorpusFormat.of(Path.of(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x.txt", "x.csv.gz", "x.json"})
  void of_otherExtension_isUsageErrorThatNamesFormats(String file) {
    ConverterException e =
        assertThrows(ConverterException.class, () -> CorpusFormat.of(Path.of(file)));

    assertEquals(Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("ag-news"), e.getMessage());
  }

  @Test
  void named_everyOptionName_isFound() {
    for (CorpusFormat format : CorpusFormat.values()) {
      assertEquals(format, CorpusFormat.named(format.optionName()));
    }
    assertThrows(ConverterException.class, () -> CorpusFormat.named("xml"));
  }

  @Test
  void open_namesWithoutHeaderOrPositionsInJson_isUsageError(@TempDir Path dir) throws IOException {
    Path csv = Files.writeString(dir.resolve("a.csv"), "a,b\n");
    Path jsonl = Files.writeString(dir.resolve("a.jsonl"), "{}\n");

    ConverterException names =
        assertThrows(
            ConverterException.class,
            () -> CorpusReader.open(csv, CorpusOptions.DEFAULTS.header(false)));
    ConverterException positions =
        assertThrows(
            ConverterException.class,
            () ->
                CorpusReader.open(
                    jsonl, CorpusOptions.DEFAULTS.columns(Columns.parse("label=0,text=1"))));

    assertEquals(Kind.USAGE, names.kind());
    assertEquals(Kind.USAGE, positions.kind());
  }
}
