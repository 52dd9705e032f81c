package io.heed.converter.vocabulary;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts words and keeps the most frequent ones. Confined to one thread.
 *
 * <p>The order is that of Keras' StringLookup: descending by count, and among equal counts
 * descending by code points.
 */
public final class VocabularyBuilder {

  private final TextStandardizer standardizer;
  private final int maxEntries;
  private final Map<String, int[]> counts = new HashMap<>();
  private int minCount = 1;

  VocabularyBuilder(TextStandardizer standardizer, int maxEntries) {
    if (maxEntries < 3) {
      throw new ConverterException(
          Kind.USAGE, "vocabulary size: found " + maxEntries + ", expected 3 or more");
    }
    this.standardizer = standardizer;
    this.maxEntries = maxEntries;
  }

  /** Leaves out words seen less often; 1 where it is not said. */
  public VocabularyBuilder minCount(int value) {
    minCount = value;
    return this;
  }

  /** Counts the words of a text. */
  public VocabularyBuilder add(String text) {
    for (String word : standardizer.words(text)) {
      counts.computeIfAbsent(word, w -> new int[1])[0]++;
    }
    return this;
  }

  /** Counts the words of texts. */
  public VocabularyBuilder addAll(Iterable<String> texts) {
    texts.forEach(this::add);
    return this;
  }

  /** How many different words were counted. */
  public int distinctWords() {
    return counts.size();
  }

  /** The vocabulary of what was counted so far. */
  public Vocabulary build() {
    record Counted(String word, int count) {}
    List<Counted> words = new ArrayList<>(counts.size());
    counts.forEach(
        (word, count) -> {
          boolean reserved = word.equals(Vocabulary.PAD) || word.equals(Vocabulary.UNKNOWN);
          if (count[0] >= minCount && !reserved) {
            words.add(new Counted(word, count[0]));
          }
        });
    words.sort(
        Comparator.comparingInt(Counted::count)
            .thenComparing(Counted::word, VocabularyBuilder::compareCodePoints)
            .reversed());
    List<String> entries = new ArrayList<>(List.of(Vocabulary.PAD, Vocabulary.UNKNOWN));
    words.stream().limit(maxEntries - 2L).map(Counted::word).forEach(entries::add);
    return Vocabulary.of(entries);
  }

  /** By code point, as UTF-8 bytes sort; String's own order puts surrogates before U+E000. */
  private static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean oneAstral = Character.isSurrogate(x) != Character.isSurrogate(y);
        return oneAstral ? (Character.isSurrogate(x) ? 1 : -1) : x - y;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
