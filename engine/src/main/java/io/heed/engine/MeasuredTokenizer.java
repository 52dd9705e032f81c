package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.TokenizeEvent;
import io.heed.engine.token.Encoding;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import io.heed.engine.token.Truncation;
import io.heed.engine.token.TruncationStrategy;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The tokenizer as callers of an engine meet it: texts are checked, and the work is measured.
 * Thread-safe; owns the tokenizer.
 *
 * <p>All methods take the index of the text in the caller's list, for messages, and throw {@link
 * EngineException} of kind INVALID_INPUT for null and where there is no token.
 */
final class MeasuredTokenizer implements AutoCloseable {
  private final TextTokenizer tokenizer;
  private final EngineMetrics metrics;

  MeasuredTokenizer(TextTokenizer tokenizer, EngineMetrics metrics) {
    this.tokenizer = tokenizer;
    this.metrics = metrics;
  }

  /** A text as tokens, and what making them took. */
  record Tokenized(TokenSequence tokens, long nanos) {}

  /** A text as tokens with where they came from, in windows, and what making them took. */
  record Windows(List<Encoding> encodings, long nanos) {
    List<TokenSequence> tokens() {
      return encodings.stream().map(Encoding::tokens).toList();
    }

    private static int length(List<Encoding> encodings) {
      return encodings.stream().mapToInt(Encoding::length).sum();
    }
  }

  TextTokenizer tokenizer() {
    return tokenizer;
  }

  /** The token ids of a text, cut where it is too long. */
  Tokenized encode(String text, int index) {
    return measured(
        index, () -> tokenizer.encode(text), TokenSequence::length, Tokenized::new, text);
  }

  /** The token ids of a pair of texts, cut where they are too long. */
  Tokenized encodePair(String first, String second, int index) {
    return measured(
        index,
        () -> tokenizer.encodePair(first, second),
        TokenSequence::length,
        Tokenized::new,
        first,
        second);
  }

  /** A text in one window, cut where it is too long. */
  Windows encodeCut(String text, int index) {
    return measured(
        index,
        () -> List.of(tokenizer.encodeWithOffsets(text, tokenizer.truncation())),
        Windows::length,
        Windows::new,
        text);
  }

  /** All of a text. */
  Windows encodeWindows(String text, int stride, int index) {
    return measured(
        index,
        () -> tokenizer.encodeWindows(text, tokenizer.truncation(), stride),
        Windows::length,
        Windows::new,
        text);
  }

  /** All of a pair of texts, in windows over the second one. */
  Windows encodePairWindows(String first, String second, int stride, int index) {
    Truncation cut = tokenizer.truncation().with(TruncationStrategy.ONLY_SECOND);
    return measured(
        index,
        () -> tokenizer.encodePairWindows(first, second, cut, stride),
        Windows::length,
        Windows::new,
        first,
        second);
  }

  /** Refuses a text that was cut to these tokens. */
  void checkWhole(String text, TokenSequence tokens, int index) {
    if (isFull(tokens)) {
      checkLength(tokenizer.length(text), index);
    }
  }

  /** Refuses a pair of texts that was cut to these tokens. */
  void checkWhole(String first, String second, TokenSequence tokens, int index) {
    if (isFull(tokens)) {
      checkLength(tokenizer.pairLength(first, second), index);
    }
  }

  /** Whether a text may have been cut to these tokens. */
  boolean isFull(TokenSequence tokens) {
    return tokens.length() >= tokenizer.maxLength();
  }

  private void checkLength(int length, int index) {
    if (length > tokenizer.maxLength()) {
      throw EngineException.invalidInput(
          index,
          length
              + " tokens, special tokens included, expected at most "
              + tokenizer.maxLength()
              + " of a text that must not be cut");
    }
  }

  private <E, T> T measured(
      int index,
      Supplier<E> encode,
      ToIntFunction<E> length,
      Timing<E, T> timing,
      String... texts) {
    int characters = 0;
    for (String text : texts) {
      characters += present(text, index).length();
    }
    TokenizeEvent event = TokenizeEvent.begun();
    long start = System.nanoTime();
    E encoded = at(index, encode);
    long nanos = System.nanoTime() - start;
    int tokens = length.applyAsInt(encoded);
    event.finish(characters, tokens);
    metrics.tokenized(tokens, nanos);
    if (tokens == 0) {
      String found = String.join("", texts).isBlank() ? "blank" : "has no tokens";
      throw EngineException.invalidInput(
          index, found + ", expected at least one word the tokenizer can make a token of");
    }
    return timing.timed(encoded, nanos);
  }

  /** Puts the index of the input into a refusal, which the tokenizer does not know. */
  private static <E> E at(int index, Supplier<E> encode) {
    try {
      return encode.get();
    } catch (EngineException e) {
      throw e.kind() == EngineException.Kind.INVALID_INPUT
          ? EngineException.invalidInput(index, e.problem())
          : e;
    }
  }

  @SuppressWarnings("ConstantValue") // callers without null checks do pass null
  private static String present(String text, int index) {
    if (text == null) {
      throw EngineException.invalidInput(index, "null, expected a string");
    }
    return text;
  }

  /** Tokens, and what making them took. */
  private interface Timing<E, T> {
    T timed(E encoded, long nanos);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
