package io.heed.converter.synthesize;

import java.util.List;

/** English-like syllables, numbered from the most common on. Stateless. */
final class Syllables {
  private static final List<String> NUCLEI =
      List.of("e", "a", "i", "o", "u", "ea", "ai", "ee", "ou", "io", "oo", "ie");
  private static final List<String> CODAS =
      List.of(
          "", "n", "r", "s", "t", "l", "d", "m", "ng", "nt", "st", "ck", "nd", "p", "c", "ss", "ll",
          "rt", "ve", "b", "g", "x", "sh", "nce", "f", "ch", "rd", "rs", "ts", "ns", "te", "ne");
  private static final List<String> ONSETS =
      List.of(
          "t", "s", "r", "l", "n", "c", "m", "d", "p", "b", "f", "h", "w", "v", "g", "th", "st",
          "pr", "tr", "ch", "sh", "gr", "br", "cl", "pl", "fr", "y", "k", "", "cr", "sp", "bl", "j",
          "qu", "fl", "dr", "wh", "sc", "sl", "str", "sw", "gl", "ph", "tw", "z", "sm", "kn", "wr");

  private Syllables() {}

  static int count() {
    return NUCLEI.size() * CODAS.size() * ONSETS.size();
  }

  /** The syllable of a number: first all common endings of common beginnings. */
  static String of(int number) {
    String onset = ONSETS.get(number % ONSETS.size());
    int rest = number / ONSETS.size();
    return onset + NUCLEI.get(rest % NUCLEI.size()) + CODAS.get(rest / NUCLEI.size());
  }
}
