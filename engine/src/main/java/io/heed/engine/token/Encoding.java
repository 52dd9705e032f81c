package io.heed.engine.token;

import java.util.Optional;

/**
 * The tokens of a text, a pair of texts, or a window over them, with where each came from. Offsets
 * are UTF-16 units of the Java string the token is from, as {@link String#substring} takes them;
 * special tokens are from no text. Immutable by agreement, as {@link TokenSequence} is.
 */
public final class Encoding {
  private static final int NONE = -1;

  private final TokenSequence tokens;
  private final String[] strings;
  private final int[] starts;
  private final int[] ends;
  private final int[] wordIds;
  private final int[] sequenceIds;

  private Encoding(
      TokenSequence tokens,
      String[] strings,
      int[] starts,
      int[] ends,
      int[] wordIds,
      int[] sequenceIds) {
    this.tokens = tokens;
    this.strings = strings;
    this.starts = starts;
    this.ends = ends;
    this.wordIds = wordIds;
    this.sequenceIds = sequenceIds;
  }

  /**
   * An encoding over these arrays, which are not copied.
   *
   * @param tokens the ids
   * @param strings the tokens as the vocabulary has them
   * @param starts the offset of the first character of each token; 0 for special tokens
   * @param ends the offset behind the last one; 0 for special tokens
   * @param wordIds the number of the word in its text, or -1
   * @param sequenceIds 0, or 1 in the second text of a pair, or -1 for special tokens
   */
  public static Encoding of(
      TokenSequence tokens,
      String[] strings,
      int[] starts,
      int[] ends,
      int[] wordIds,
      int[] sequenceIds) {
    int length = tokens.length();
    checkLength("strings", strings.length, length);
    checkLength("starts", starts.length, length);
    checkLength("ends", ends.length, length);
    checkLength("wordIds", wordIds.length, length);
    checkLength("sequenceIds", sequenceIds.length, length);
    return new Encoding(tokens, strings, starts, ends, wordIds, sequenceIds);
  }

  private static void checkLength(String name, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          name + ": length " + found + ", expected the number of tokens, " + expected);
    }
  }

  /** The ids, for the model. */
  public TokenSequence tokens() {
    return tokens;
  }

  /** The number of tokens. */
  public int length() {
    return starts.length;
  }

  /** The token at a position, as the vocabulary has it: {@code ##ing}, {@code Ġthe}. */
  public String token(int position) {
    return strings[position];
  }

  /** Where the token at a position starts in its text; 0 for special tokens. */
  public int start(int position) {
    return starts[position];
  }

  /** Where the token at a position ends in its text, exclusive; 0 for special tokens. */
  public int end(int position) {
    return ends[position];
  }

  /** The number of the word in its text, or -1: special tokens are of no word. */
  public int wordId(int position) {
    return wordIds[position];
  }

  /** The text the token at a position is from: 0, 1 in the second of a pair, -1 for none. */
  public int sequenceId(int position) {
    return sequenceIds[position];
  }

  /** Whether the tokenizer added the token; one that a user typed is not special. */
  public boolean isSpecial(int position) {
    return sequenceIds[position] == NONE;
  }

  /**
   * Where a word lies in its text, as far as its tokens are in this encoding.
   *
   * @param wordId the number of the word
   * @param sequenceId the text
   */
  public Optional<CharSpan> word(int wordId, int sequenceId) {
    int first = NONE;
    int last = NONE;
    for (int i = 0; i < length(); i++) {
      if (wordId >= 0 && wordIds[i] == wordId && sequenceIds[i] == sequenceId) {
        first = first == NONE ? i : first;
        last = i;
      }
    }
    return first == NONE ? Optional.empty() : Optional.of(new CharSpan(starts[first], ends[last]));
  }

  /** The encoding of the tokens at these positions only. */
  Encoding pick(int[] positions) {
    if (positions.length == length()) {
      return this;
    }
    String[] pickedStrings = new String[positions.length];
    for (int i = 0; i < positions.length; i++) {
      pickedStrings[i] = strings[positions[i]];
    }
    return new Encoding(
        tokens.pick(positions),
        pickedStrings,
        pick(starts, positions),
        pick(ends, positions),
        pick(wordIds, positions),
        pick(sequenceIds, positions));
  }

  private static int[] pick(int[] values, int[] positions) {
    int[] picked = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      picked[i] = values[positions[i]];
    }
    return picked;
  }
}
