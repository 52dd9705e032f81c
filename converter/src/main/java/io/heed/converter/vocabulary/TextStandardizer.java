package io.heed.converter.vocabulary;

import java.util.List;

/**
 * How a text becomes words: lower case, a list of replacements, split at white space. Immutable.
 *
 * <p>Both ways follow Hugging Face's tokenizers to the character, because a text is served through
 * the {@link TokenizerJson} written from the same list.
 */
public enum TextStandardizer {
  /**
   * Keras' {@code lower_and_strip_punctuation}: the ASCII punctuation is deleted, so that {@code
   * all-time} is {@code alltime}. Keras lower-cases ASCII only and splits at ASCII white space;
   * this does both for all of Unicode, so that a text may differ from Keras only beyond ASCII.
   */
  KERAS(Replacement.ofRuns("[!\"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~']", "")),

  /**
   * Punctuation separates words, so that {@code all-time} is {@code all time} and {@code India's}
   * is {@code india s}. What HTML left behind stays as words ({@code quot;}: {@code quot}, {@code
   * #36;}: {@code 36}): in news they tell prices and tickers from other texts, and taking them out
   * cost accuracy.
   */
  SPLIT(
      Replacement.ofRuns(
          "[\\u0000-\\u001f!-/:-@\\[-`{-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf"
              + "\\u00d7\\u00f7\\u200b\\u2010-\\u2027\\u2030-\\u205e\\u20a0-\\u20bf\\u2122"
              + "\\u3001-\\u3003\\u3008-\\u3011\\ufeff\\ufffd]",
          " "));

  @SuppressWarnings("ImmutableEnumChecker") // List.of records of immutable things
  private final List<Replacement> replacements;

  TextStandardizer(Replacement... replacements) {
    this.replacements = List.of(replacements);
  }

  /** The words of a text, in order; empty for a text without any. */
  public List<String> words(String text) {
    return Characters.splitWhiteSpace(standardize(text));
  }

  /** The text in lower case after all replacements, as the words stand in it. */
  public String standardize(String text) {
    String out = Characters.lowerCase(text);
    for (Replacement replacement : replacements) {
      out = replacement.apply(out);
    }
    return out;
  }

  /** The steps between lower case and splitting. */
  List<Replacement> replacements() {
    return replacements;
  }
}
