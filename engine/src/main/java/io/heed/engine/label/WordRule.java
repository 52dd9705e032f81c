package io.heed.engine.label;

import io.heed.engine.token.Encoding;
import java.util.OptionalLong;

/**
 * Which tokens continue the word of the token before, as Hugging Face's token-classification
 * pipeline has it. Immutable.
 */
public final class WordRule {
  private static final long NO_ID = -1;

  private final boolean markedContinuations;
  private final long unknownId;

  private WordRule(boolean markedContinuations, long unknownId) {
    this.markedContinuations = markedContinuations;
    this.unknownId = unknownId;
  }

  /**
   * For a tokenizer that marks continuations, as WordPiece does with {@code ##}: a token that is
   * not as long as its stretch of the text is one. So is a token that lost an accent on the way,
   * which is as the pipeline has it.
   *
   * @param unknownId the id of the unknown token, which is a word of its own; may be none
   */
  public static WordRule markedContinuations(OptionalLong unknownId) {
    return new WordRule(true, unknownId.orElse(NO_ID));
  }

  /**
   * For all others: a token continues a word unless a space stands right before it or is its first
   * character. A guess, which takes punctuation for a part of the word.
   *
   * @param unknownId the id of the unknown token, which is a word of its own; may be none
   */
  public static WordRule spaces(OptionalLong unknownId) {
    return new WordRule(false, unknownId.orElse(NO_ID));
  }

  boolean continues(String text, Encoding encoding, int position) {
    if (encoding.tokens().ids()[position] == unknownId) {
      return false;
    }
    int start = encoding.start(position);
    int end = encoding.end(position);
    if (markedContinuations) {
      String token = encoding.token(position);
      return token.codePointCount(0, token.length()) != text.codePointCount(start, end);
    }
    return start > 0
        && text.charAt(start - 1) != ' '
        && (start == text.length() || text.charAt(start) != ' ');
  }
}
