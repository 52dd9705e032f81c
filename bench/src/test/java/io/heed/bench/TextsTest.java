package io.heed.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.error.BenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts are as many and as long as the benchmark says. */
class TextsTest {
  @TempDir private Path folder;

  @Test
  void headline_set_is64DistinctTextsOf5To11Words() {
    assertWords(Texts.of(Texts.HEADLINE), 64, 5, 11, 8.4);
  }

  @Test
  void paragraph_set_is32DistinctTextsOf40To50Words() {
    assertWords(Texts.of(Texts.PARAGRAPH), 32, 40, 50, 44);
  }

  @Test
  void file_withBlankLines_givesItsOtherLines() throws Exception {
    Path file = folder.resolve("texts.txt");
    Files.writeString(file, "eins\n\n  \nzwei süß\n");
    assertEquals(List.of("eins", "zwei süß"), Texts.of(file.toString()));
  }

  @Test
  void file_missingOrEmpty_isRefusedByName() throws Exception {
    Path missing = folder.resolve("missing.txt");
    BenchException e = assertThrows(BenchException.class, () -> Texts.of(missing.toString()));
    assertEquals(BenchException.Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("missing.txt"), e.getMessage());
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    BenchException none = assertThrows(BenchException.class, () -> Texts.of(empty.toString()));
    assertEquals(BenchException.Kind.INPUT, none.kind());
  }

  @Test
  void csv_ofAgNews_givesTitleAndDescription() throws Exception {
    Path file = folder.resolve("test.csv");
    Files.writeString(file, "\"3\",\"Oil prices soar\",\"A record, again.\"\n");
    assertEquals(List.of("Oil prices soar A record, again."), Texts.of(file.toString()));
  }

  @Test
  void csv_missing_saysWhereTextsCanComeFrom() {
    BenchException e = assertThrows(BenchException.class, () -> Texts.of("none/test.csv"));
    assertEquals(BenchException.Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("none/test.csv: no such file"), e.getMessage());
    assertTrue(e.getMessage().contains("headline and paragraph"), e.getMessage());
  }

  private static void assertWords(List<String> texts, int count, int least, int most, double mean) {
    assertEquals(count, texts.size());
    assertEquals(count, new HashSet<>(texts).size());
    int[] words = texts.stream().mapToInt(text -> text.split(" ", -1).length).toArray();
    for (int i = 0; i < words.length; i++) {
      assertTrue(words[i] >= least && words[i] <= most, words[i] + " words: " + texts.get(i));
    }
    double found = java.util.Arrays.stream(words).average().orElseThrow();
    assertEquals(mean, found, 0.5); // the Javadoc rounds
  }
}
