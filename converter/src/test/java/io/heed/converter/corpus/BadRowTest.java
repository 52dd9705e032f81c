package io.heed.converter.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRowTest {

  @TempDir Path dir;

  /** Each file has a good row, the bad one, a good row; bytes as ISO 8859-1; ~ is a line break. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`',
      value = {
        "csv   | label,text~a,x~a~b,y              | 3 | columns | 1 | 2",
        "csv   | label,text~a,x~a,b,c~b,y          | 3 | columns | 3 | 2",
        "csv   | label,text~a,x~,c~b,y             | 3 | label | \"\" | a label",
        "csv   | label,text~a,x~a,\" ~ \"~b,y      | 3 | text | an empty text | a text",
        "csv   | label,text~a,x~a,\u00e9~b,y       | 3 | text | not UTF-8 | UTF-8",
        "csv   | label,text~a,x~\u00ff,x~b,y       | 3 | label | not UTF-8 | UTF-8",
        "csv   | label,text~a,x~a,\u00ed\u00a0\u0080~b,y | 3 | text | not UTF-8 | UTF-8",
        "csv   | label,text~a,x~a,12345678901~b,y  | 3 | text | more characters | at most 10",
        "tsv   | label\ttext~a\tx~a x~b\ty         | 3 | columns | 1 | 2",
        "tsv   | label\ttext~a\tx~b\t\u00c3~b\ty   | 3 | text | not UTF-8 | UTF-8",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1,~{\"label\":2,\"text\":\"y\"}"
            + " | 2 | line | \"{\"label\":1,\" | a JSON object",
        "jsonl | {\"label\":1,\"text\":\"x\"}~[1]~{\"label\":2,\"text\":\"y\"}"
            + " | 2 | line | \"[1]\" | a JSON object",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{} {}~{\"label\":2,\"text\":\"y\"}"
            + " | 2 | line | \"{} {}\" | a JSON object",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1,\"label\":2,\"text\":\"x\"}~"
            + "{\"label\":2,\"text\":\"y\"} | 2 | line | label | a JSON object",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"text\":\"x\"}~{\"label\":2,\"text\":\"y\"}"
            + " | 2 | label | no such field | a string",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1.5,\"text\":\"x\"}~"
            + "{\"label\":2,\"text\":\"y\"} | 2 | label | \"1.5\" | a whole number",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1,\"text\":7}~"
            + "{\"label\":2,\"text\":\"y\"} | 2 | text | \"7\" | a string",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1}~{\"label\":2,\"text\":\"y\"}"
            + " | 2 | text | no such field | a string",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1,\"text\":\"\\ud800\"}~"
            + "{\"label\":2,\"text\":\"y\"} | 2 | text | not UTF-8 | UTF-8",
        "jsonl | {\"label\":1,\"text\":\"x\"}~{\"label\":1,\"text\":\"\u00ff\"}~"
            + "{\"label\":2,\"text\":\"y\"} | 2 | line | not UTF-8 | UTF-8",
      })
  void read_badRow_namesFileLineFieldFoundExpectedAndCanBeSkipped(
      String format, String content, long line, String field, String found, String expected)
      throws IOException {
    Path file =
        Files.write(dir.resolve("bad." + format), content.replace('~', '\n').getBytes(ISO_8859_1));
    CorpusOptions options = CorpusOptions.DEFAULTS.maxFieldChars(10);

    ConverterException e = assertThrows(ConverterException.class, () -> Corpus.read(file, options));
    Corpus rest = Corpus.read(file, options.badRows(BadRows.SKIP));

    assertEquals(Kind.INPUT, e.kind());
    String message = e.getMessage();
    assertTrue(message.startsWith(file + ", line " + line + ", " + field + ": found "), message);
    assertTrue(message.replaceFirst(", expected .*", "").contains(found), message);
    assertTrue(message.replaceFirst(".*, expected ", "").contains(expected), message);
    assertEquals(List.of("x", "y"), rest.texts().stream().map(LabelledText::text).toList());
    assertEquals(1, rest.badRows().count());
    assertEquals(message, rest.badRows().first().get(0).message(file));
  }

  @Test
  void read_unknownLabel_saysWhichAreKnown() throws IOException {
    Path file = write("a.csv", "\"1\",\"t\",\"d\"\n\"5\",\"t\",\"d\"\n");

    ConverterException e =
        assertThrows(ConverterException.class, () -> Corpus.read(file, CorpusOptions.agNews()));

    assertEquals(file + ", line 2, 0: found \"5\", expected one of 1, 2, 3, 4", e.getMessage());
  }

  @Test
  void read_validReplacementCharacterAndAstral_isNoBadRow() throws IOException {
    Path file = dir.resolve("a.csv");
    Files.writeString(file, "label,text\na,\uFFFD \uD800\uDFFF \uD83D\uDE00\n");

    assertEquals(
        "\uFFFD \uD800\uDFFF \uD83D\uDE00",
        Corpus.read(file, CorpusOptions.DEFAULTS).texts().get(0).text());
  }

  @Test
  void read_manyBadRows_countsAllAndListsTheFirstFive() throws IOException {
    Path file = write("a.csv", "label,text\na,x\n" + "b\n".repeat(8));

    BadRowReport report = Corpus.read(file, CorpusOptions.DEFAULTS.badRows(BadRows.SKIP)).badRows();

    assertEquals(8, report.count());
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L), report.first().stream().map(BadRow::line).toList());
    assertTrue(report.summary().startsWith(file + ": left out 8 rows\n"), report.summary());
    assertTrue(report.summary().endsWith("\n  and 3 more"), report.summary());
  }

  @Test
  void read_onlyBadRows_isErrorThatListsThem() throws IOException {
    Path file = write("a.csv", "label,text\nb\n");

    ConverterException e =
        assertThrows(
            ConverterException.class,
            () -> Corpus.read(file, CorpusOptions.DEFAULTS.badRows(BadRows.SKIP)));

    assertTrue(e.getMessage().contains("line 2, columns: found 1"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "label,text~a,\"x~b,y~ | Unclosed quoted field",
        "label,text~a,\"x\"z~b,y~ | after closing quote"
      })
  void read_brokenQuotes_isErrorEvenIfBadRowsAreSkipped(String content, String reason)
      throws IOException {
    Path file = write("a.csv", content.replace('~', '\n'));

    ConverterException e =
        assertThrows(
            ConverterException.class,
            () -> Corpus.read(file, CorpusOptions.DEFAULTS.badRows(BadRows.SKIP)));

    assertEquals(Kind.INPUT, e.kind());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().contains("line 2"), e.getMessage());
  }

  @Test
  void read_missingColumn_namesHeader() throws IOException {
    Path file = write("a.csv", "topic,text\na,x\n");

    ConverterException e =
        assertThrows(
            ConverterException.class,
            () -> Corpus.read(file, CorpusOptions.DEFAULTS.badRows(BadRows.SKIP)));

    assertEquals(
        file
            + ", line 1, header: found \"topic,text\", expected one column named \"label\""
            + " (columns label=label,text=text)",
        e.getMessage());
  }

  @Test
  void read_positionBeyondFirstRow_saysHowManyColumns() throws IOException {
    Path file = write("a.csv", "a,x\n");

    ConverterException e =
        assertThrows(ConverterException.class, () -> Corpus.read(file, CorpusOptions.agNews()));

    assertEquals(file + ", line 1, columns: found 2, expected a column 2 from 0", e.getMessage());
  }

  @Test
  void lines_longerThanAllowed_areCutAndTheNextIsWhole() throws IOException {
    try (Lines lines = new Lines(new StringReader("12345\r\n123456\nab"), 5)) {
      assertTrue(lines.next() && !lines.cut());
      assertEquals("12345", lines.text());
      assertTrue(lines.next() && lines.cut());
      assertTrue(lines.next() && !lines.cut());
      assertEquals("ab", lines.text());
      assertEquals(3, lines.number());
      assertTrue(!lines.next());
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }
}
