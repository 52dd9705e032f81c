package io.heed.engine.token;

import io.heed.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which tokens of an uncut text, or pair of texts, stay. Immutable.
 *
 * <p>Special tokens stand before, between and behind the texts and always stay, so that cutting is
 * picking token positions. The rules are those of the native library, which is not asked itself: it
 * keeps the truncation in the tokenizer, where it cannot differ from call to call, and it ends the
 * process where a stride is too large (RATIONALE.md).
 */
final class TokenCut {
  private final long[] sequenceIds;
  private final boolean pair;
  private final Truncation truncation;
  private final int[] starts = new int[2];
  private final int[] lengths = new int[2];
  private final int room;

  /**
   * A cut of tokens of which the text (0, 1, or -1 for special tokens) is given.
   *
   * @throws IllegalArgumentException if the special tokens alone are too many
   */
  TokenCut(long[] sequenceIds, boolean pair, Truncation truncation) {
    this.sequenceIds = sequenceIds;
    this.pair = pair;
    this.truncation = truncation;
    for (int i = 0; i < sequenceIds.length; i++) {
      if (sequenceIds[i] >= 0) {
        int text = (int) sequenceIds[i];
        starts[text] = lengths[text] == 0 ? i : starts[text];
        lengths[text]++;
      }
    }
    int specialTokens = sequenceIds.length - lengths[0] - lengths[1];
    this.room = truncation.maxLength() - specialTokens;
    if (room < 0) {
      throw new IllegalArgumentException(
          "maxLength: "
              + truncation.maxLength()
              + ", expected at least the number of special tokens, "
              + specialTokens);
    }
  }

  /**
   * The positions that stay.
   *
   * @throws EngineException of kind INVALID_INPUT if the text to cut would have no token left
   */
  int[] kept() {
    if (lengths[0] + lengths[1] <= room) {
      return positions(0, lengths[0], 0, lengths[1]);
    }
    int first;
    int second;
    if (pair && truncation.strategy() == TruncationStrategy.LONGEST_FIRST) {
      int shorter = Math.min(lengths[0], lengths[1]);
      int longer = Math.max(shorter, room - shorter);
      if (shorter + longer > room) {
        shorter = room / 2;
        longer = room - shorter;
      }
      first = lengths[0] > lengths[1] ? longer : shorter;
      second = lengths[0] > lengths[1] ? shorter : longer;
    } else if (cutText() == 0) {
      first = roomOfCutText();
      second = lengths[1];
    } else {
      first = lengths[0];
      second = roomOfCutText();
    }
    int firstStart = truncation.side() == TruncationSide.RIGHT ? 0 : lengths[0] - first;
    int secondStart = truncation.side() == TruncationSide.RIGHT ? 0 : lengths[1] - second;
    return positions(firstStart, firstStart + first, secondStart, secondStart + second);
  }

  /**
   * The positions of each window over the text to cut, the other text and the special tokens being
   * in all of them. The first window is what {@link #kept} keeps.
   *
   * @param stride how many tokens of a window are in the next one too
   * @throws IllegalArgumentException if the stride is not below the length of a window
   * @throws EngineException of kind INVALID_INPUT if the other text leaves too little room
   */
  List<int[]> windows(int stride) {
    if (pair && truncation.strategy() == TruncationStrategy.LONGEST_FIRST) {
      throw new IllegalArgumentException(
          "strategy: LONGEST_FIRST, expected ONLY_FIRST or ONLY_SECOND for windows over a pair");
    }
    if (stride < 0 || (room > 0 && stride >= room)) {
      throw new IllegalArgumentException(
          "stride: " + stride + ", expected 0 or more and less than the room for text, " + room);
    }
    List<int[]> windows = new ArrayList<>();
    if (lengths[0] + lengths[1] <= room || room == 0) {
      windows.add(kept());
      return windows;
    }
    int size = roomOfCutText();
    if (stride >= size) {
      throw invalid(
          "leaves room for " + size + " tokens, expected more than the stride, " + stride);
    }
    int length = lengths[cutText()];
    int step = size - stride;
    for (int start = 0; start == 0 || start + stride < length; start += step) {
      int end = Math.min(start + size, length);
      windows.add(
          truncation.side() == TruncationSide.RIGHT
              ? window(start, end)
              : window(length - end, length - start));
    }
    return windows;
  }

  private int cutText() {
    return pair && truncation.strategy() == TruncationStrategy.ONLY_SECOND ? 1 : 0;
  }

  private int roomOfCutText() {
    int size = room - lengths[1 - cutText()];
    if (pair && size < 1) {
      throw invalid(
          "leaves no room for the " + ordinal(cutText()) + " one, which alone is to be cut");
    }
    return size;
  }

  private EngineException invalid(String problem) {
    int other = 1 - cutText();
    return new EngineException(
        EngineException.Kind.INVALID_INPUT,
        "the "
            + ordinal(other)
            + " text of the pair has "
            + lengths[other]
            + " tokens and "
            + problem
            + " (maximum length "
            + truncation.maxLength()
            + ", special tokens included)");
  }

  private static String ordinal(int text) {
    return text == 0 ? "first" : "second";
  }

  private int[] window(int start, int end) {
    return cutText() == 0
        ? positions(start, end, 0, lengths[1])
        : positions(0, lengths[0], start, end);
  }

  private int[] positions(int firstStart, int firstEnd, int secondStart, int secondEnd) {
    int[] from = {starts[0] + firstStart, starts[1] + secondStart};
    int[] to = {starts[0] + firstEnd, starts[1] + secondEnd};
    int dropped = lengths[0] + lengths[1] - (firstEnd - firstStart) - (secondEnd - secondStart);
    int[] positions = new int[sequenceIds.length - dropped];
    int size = 0;
    for (int i = 0; i < sequenceIds.length; i++) {
      int text = (int) sequenceIds[i];
      if (text < 0 || (i >= from[text] && i < to[text])) {
        positions[size++] = i;
      }
    }
    return positions;
  }
}
