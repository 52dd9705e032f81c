package io.heed.converter.vocabulary;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Words numbered from 0: {@code [PAD]} is 0, {@code [UNK]} is 1, then the words in the order of
 * Keras' StringLookup. Immutable, thread-safe.
 */
public final class Vocabulary {

  /** The id of padding. */
  public static final int PAD_ID = 0;

  /** The id of every word that is not in the vocabulary. */
  public static final int UNKNOWN_ID = 1;

  /** The entry at {@link #PAD_ID}. */
  public static final String PAD = "[PAD]";

  /** The entry at {@link #UNKNOWN_ID}. */
  public static final String UNKNOWN = "[UNK]";

  private final List<String> entries;
  private final Map<String, Integer> idByEntry;

  private Vocabulary(List<String> entries) {
    this.entries = List.copyOf(entries);
    idByEntry = new HashMap<>(2 * entries.size());
  }

  /**
   * The vocabulary with these entries, of which the first two are {@code [PAD]} and {@code [UNK]}.
   */
  public static Vocabulary of(List<String> entries) {
    if (entries.size() < 2 || !entries.get(0).equals(PAD) || !entries.get(1).equals(UNKNOWN)) {
      throw new ConverterException(
          Kind.INPUT,
          "vocabulary: found "
              + entries.subList(0, Math.min(2, entries.size()))
              + " as first entries, expected [[PAD], [UNK]]");
    }
    Vocabulary vocabulary = new Vocabulary(entries);
    for (String entry : entries) {
      Integer twice = vocabulary.idByEntry.put(entry, vocabulary.idByEntry.size());
      if (twice != null) {
        throw new ConverterException(
            Kind.INPUT, "vocabulary: found \"" + entry + "\" twice, expected each entry once");
      }
    }
    return vocabulary;
  }

  /**
   * Counts words for a vocabulary of at most {@code maxEntries}, {@code [PAD]} and {@code [UNK]}
   * among them (Keras' {@code max_tokens}).
   */
  public static VocabularyBuilder builder(TextStandardizer standardizer, int maxEntries) {
    return new VocabularyBuilder(standardizer, maxEntries);
  }

  /** The number of entries, so that ids run from 0 to size - 1. */
  public int size() {
    return entries.size();
  }

  /** All entries by id. */
  public List<String> entries() {
    return entries;
  }

  /** The id of a word, {@link #UNKNOWN_ID} if it is not in the vocabulary. */
  public int id(String word) {
    Integer id = idByEntry.get(word);
    return id == null ? UNKNOWN_ID : id;
  }

  /**
   * The ids of the first {@code maxLength} words of a text; no padding, empty if it has no word.
   */
  public long[] encode(String text, TextStandardizer standardizer, int maxLength) {
    List<String> words = standardizer.words(text);
    long[] ids = new long[Math.min(words.size(), maxLength)];
    Arrays.setAll(ids, i -> id(words.get(i)));
    return ids;
  }
}
