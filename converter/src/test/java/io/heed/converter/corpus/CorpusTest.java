package io.heed.converter.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {

  @TempDir Path dir;

  @Test
  void read_agNewsRows_joinsTitleAndDescriptionAndNamesClasses() throws IOException {
    Path file =
        write(
            "a.csv",
            """
            "3","Oil up","Prices ""soar"", again"
            "1","","Talks resume"
            "4"," Probe lands "," on a moon"
            """);

    Corpus corpus = Corpus.read(file, CorpusOptions.agNews());

    assertEquals(
        List.of(
            new LabelledText("Oil up Prices \"soar\", again", "Business", 2, 1),
            new LabelledText("Talks resume", "World", 0, 2),
            new LabelledText("Probe lands on a moon", "Sci/Tech", 3, 3)),
        corpus.texts());
    assertEquals(List.of("World", "Sports", "Business", "Sci/Tech"), corpus.labels());
    assertArrayEquals(new int[] {1, 0, 1, 1}, corpus.countsPerLabel());
    assertEquals("", corpus.badRows().summary());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void read_csvWithBomHeaderAndLineBreaksInQuotes_numbersRowsByFirstLine(String end)
      throws IOException {
    String text =
        String.join(
            end, "\uFEFFid,label,text", "1,b,\"two", "lines\"", "", "2,a,\"tab\there\"", "3,b,x");

    Corpus corpus = Corpus.read(write("a.csv", text), CorpusOptions.DEFAULTS);

    assertEquals(List.of("b", "a"), corpus.labels());
    assertEquals(
        List.of(
            new LabelledText("two" + end + "lines", "b", 0, 2),
            new LabelledText("tab\there", "a", 1, 5),
            new LabelledText("x", "b", 0, 6)),
        corpus.texts());
  }

  @Test
  void read_tsv_takesQuotesAsCharacters() throws IOException {
    Path file = write("a.tsv", "text\tlabel\n\"Oh\tpos\nit's \"bad\"\tneg\n");

    Corpus corpus = Corpus.read(file, CorpusOptions.DEFAULTS);

    assertEquals(
        List.of(
            new LabelledText("\"Oh", "pos", 0, 2), new LabelledText("it's \"bad\"", "neg", 1, 3)),
        corpus.texts());
  }

  @Test
  void read_jsonl_takesStringsNumbersAndBooleansAsLabels() throws IOException {
    Path file =
        write(
            "a.jsonl",
            """
            {"label": 1, "title": "caf\\u00e9", "body": "x", "more": {"a": [1]}}

            {"label": "1", "title": null, "body": "y"}
            {"body": "z", "label": true}
            """);

    Corpus corpus =
        Corpus.read(
            file, CorpusOptions.DEFAULTS.columns(Columns.parse("label=label,text=title+body")));

    assertEquals(
        List.of(
            new LabelledText("café x", "1", 0, 1),
            new LabelledText("y", "1", 0, 3),
            new LabelledText("z", "true", 1, 4)),
        corpus.texts());
  }

  @Test
  void read_sortedNumbers_ordersByNumber() throws IOException {
    Path file = write("a.csv", "10,x\n9,y\n-1,z\n9,w\n");

    Corpus corpus =
        Corpus.read(
            file,
            CorpusOptions.DEFAULTS
                .columns(Columns.parse("label=0,text=1"))
                .labels(LabelScheme.sorted()));

    assertEquals(List.of("-1", "9", "10"), corpus.labels());
    assertEquals(List.of(2, 1, 0, 1), corpus.texts().stream().map(LabelledText::labelId).toList());
  }

  @Test
  void read_sortedNames_ordersByName() throws IOException {
    Path file = write("a.csv", "label,text\n10,x\n9,y\nb,z\n");

    Corpus corpus = Corpus.read(file, CorpusOptions.DEFAULTS.labels(LabelScheme.sorted()));

    assertEquals(List.of("10", "9", "b"), corpus.labels());
  }

  @Test
  void read_twoValuesOfOneClass_mergesThem() throws IOException {
    Path file = write("a.csv", "label,text\n1,a\n5,b\n2,c\n");

    Corpus corpus =
        Corpus.read(file, CorpusOptions.DEFAULTS.labels(LabelScheme.parse("1=bad,2=bad,5=good")));

    assertEquals(List.of("bad", "good"), corpus.labels());
    assertEquals(
        List.of("bad", "good", "bad"), corpus.texts().stream().map(LabelledText::label).toList());
  }

  @Test
  void read_headerButPositions_skipsItIfTold() throws IOException {
    Path file = write("a.csv", "label,text\n1,a\n");
    CorpusOptions positions = CorpusOptions.DEFAULTS.columns(Columns.parse("label=0,text=1"));

    assertEquals(2, Corpus.read(file, positions).texts().size());
    assertEquals(1, Corpus.read(file, positions.header(true)).texts().size());
  }

  @Test
  void read_noSuchFile_isIoError() {
    ConverterException e =
        assertThrows(
            ConverterException.class,
            () -> Corpus.read(dir.resolve("none.csv"), CorpusOptions.DEFAULTS));

    assertEquals(Kind.IO, e.kind());
    assertTrue(e.getMessage().contains("none.csv: no such file"), e.getMessage());
  }

  @Test
  void read_directory_isIoError() {
    ConverterException e =
        assertThrows(ConverterException.class, () -> Corpus.read(dir, CorpusOptions.agNews()));

    assertEquals(Kind.IO, e.kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", "label,text\n", "\n\n"})
  void read_noRows_isInputError(String content) throws IOException {
    Path file = write("empty.csv", content);

    ConverterException e =
        assertThrows(ConverterException.class, () -> Corpus.read(file, CorpusOptions.DEFAULTS));

    assertEquals(Kind.INPUT, e.kind());
    assertTrue(e.getMessage().contains("empty.csv: found no row"), e.getMessage());
  }

  @Test
  void reader_closed_lastRowDelivered_hasNoMore() throws IOException {
    Path file = write("a.csv", "label,text\n1,a\n2,b\n");

    try (CorpusReader reader = CorpusReader.open(file, CorpusOptions.DEFAULTS)) {
      assertEquals("a", reader.next().text());
      assertEquals(List.of("1"), reader.labels());
      assertEquals("b", reader.next().text());
      assertTrue(!reader.hasNext());
    }
  }

  @Test
  void read_agNewsTestSet_isComplete() {
    Path file =
        Stream.ofNullable(System.getenv("HEED_SHARED"))
            .map(Path::of)
            .findFirst()
            .orElse(Path.of("../../shared"))
            .resolve("agnews/test.csv");
    assumeTrue(Files.exists(file), "AG News is not beside the repository");

    Corpus corpus = Corpus.read(file, CorpusOptions.agNews());

    assertEquals(7600, corpus.texts().size());
    assertArrayEquals(new int[] {1900, 1900, 1900, 1900}, corpus.countsPerLabel());
  }

  private Path write(String name, String content) throws IOException {
    return Files.write(dir.resolve(name), content.getBytes(StandardCharsets.UTF_8));
  }
}
