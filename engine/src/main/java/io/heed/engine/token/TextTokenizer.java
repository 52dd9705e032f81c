package io.heed.engine.token;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.heed.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face tokenizer: the one a {@code tokenizer.json} describes, run by the original Rust
 * library, so that ids equal those of training. Thread-safe; calls block for the work itself only.
 * Owns a native handle until {@link #close}, which waits for calls under way.
 *
 * <p>A text longer than {@link #maxLength} is cut, special tokens kept; there is never padding,
 * whatever the file says. NUL and control characters go to the tokenizer, which has rules for them;
 * a surrogate without its other half becomes U+FFFD first.
 *
 * <p>{@link #encode} and {@link #encodePair} give what a model takes. The methods whose names say
 * more give an {@link Encoding}, which also tells where each token came from, at some cost.
 *
 * <p>All methods throw {@link EngineException} of kind RUNTIME if the tokenizer fails and CLOSED
 * after {@link #close}.
 */
public final class TextTokenizer implements AutoCloseable {
  private final NativeTokenizer tokenizer;
  private final Truncation truncation;

  private TextTokenizer(NativeTokenizer tokenizer, Truncation truncation) {
    this.tokenizer = tokenizer;
    this.truncation = truncation;
  }

  /**
   * Opens a tokenizer that cuts on the side its file says, usually the right.
   *
   * @param tokenizerJson the bytes of a {@code tokenizer.json}
   * @param maxLength the most tokens a text may have, special tokens included; the file's own
   *     truncation length applies too if it is smaller
   * @throws EngineException of kind MODEL if the file is not a tokenizer
   */
  public static TextTokenizer open(byte[] tokenizerJson, int maxLength) {
    return open(tokenizerJson, TokenizerConfig.EMPTY, maxLength);
  }

  /**
   * Opens a tokenizer that cuts on the side its configuration says, or else its file, usually the
   * right.
   *
   * @param tokenizerJson the bytes of a {@code tokenizer.json}
   * @param config what the file beside it says of the side; its length is not looked at
   * @param maxLength the most tokens a text may have, special tokens included; the file's own
   *     truncation length applies too if it is smaller
   * @throws EngineException of kind MODEL if the file is not a tokenizer
   */
  public static TextTokenizer open(byte[] tokenizerJson, TokenizerConfig config, int maxLength) {
    TruncationSide side =
        config
            .truncationSide()
            .or(() -> TokenizerJson.truncationSide(tokenizerJson))
            .orElse(TruncationSide.RIGHT);
    return open(tokenizerJson, Truncation.to(maxLength).with(side));
  }

  /**
   * Opens a tokenizer that cuts in a given way unless a call says otherwise.
   *
   * @param tokenizerJson the bytes of a {@code tokenizer.json}
   * @param truncation the way; the file's own truncation length applies too if it is smaller
   * @throws EngineException of kind MODEL if the file is not a tokenizer
   */
  public static TextTokenizer open(byte[] tokenizerJson, Truncation truncation) {
    NativeTokenizer tokenizer = new NativeTokenizer(tokenizerJson);
    try {
      int fileMaxLength = tokenizer.fileMaxLength();
      Truncation effective = fileMaxLength > 0 ? truncation.atMost(fileMaxLength) : truncation;
      int specialTokens =
          tokenizer.encode("", null, true, (library, id) -> library.getTokenIds(id).length);
      if (specialTokens > effective.maxLength()) {
        throw new EngineException(
            EngineException.Kind.MODEL,
            "tokenizer.json: adds "
                + specialTokens
                + " special tokens to each text, expected at most the maximum length, "
                + effective.maxLength());
      }
      return new TextTokenizer(tokenizer, effective);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** The most tokens a text may have, special tokens included. */
  public int maxLength() {
    return truncation.maxLength();
  }

  /** How texts are cut where a call says nothing else. */
  public Truncation truncation() {
    return truncation;
  }

  /** The token ids of a text. */
  public TokenSequence encode(String text) {
    return encode(text, truncation);
  }

  /** The token ids of a text, cut in this way but never longer than {@link #maxLength}. */
  public TokenSequence encode(String text, Truncation cut) {
    return sequence(WellFormedText.of(text), null, cut);
  }

  /**
   * The token ids of a pair of texts.
   *
   * @throws EngineException of kind INVALID_INPUT if one text alone is to be cut and the other one
   *     leaves no room for it
   */
  public TokenSequence encodePair(String first, String second) {
    return encodePair(first, second, truncation);
  }

  /**
   * The token ids of a pair of texts, cut in this way but never longer than {@link #maxLength}.
   *
   * @throws IllegalArgumentException if the length is below the number of special tokens
   * @throws EngineException as {@link #encodePair(String, String)} does
   */
  public TokenSequence encodePair(String first, String second, Truncation cut) {
    return sequence(WellFormedText.of(first), WellFormedText.of(second), cut);
  }

  /** The tokens of a text with where each came from. */
  public Encoding encodeWithOffsets(String text, Truncation cut) {
    return windows(text, null, cut, tokens -> List.of(tokens.kept())).get(0);
  }

  /**
   * The tokens of a pair of texts with where each came from.
   *
   * @throws EngineException as {@link #encodePair(String, String)} does
   */
  public Encoding encodePairWithOffsets(String first, String second, Truncation cut) {
    return windows(first, second, cut, tokens -> List.of(tokens.kept())).get(0);
  }

  /**
   * All of a text, in windows of at most the length of the cut. The first window is what the cut
   * keeps; so the first is the end of the text if the cut is on the left.
   *
   * @param stride how many tokens of a window are in the next one too
   * @throws IllegalArgumentException if the stride is not below the length less special tokens
   */
  public List<Encoding> encodeWindows(String text, Truncation cut, int stride) {
    return windows(text, null, cut, tokens -> tokens.windows(stride));
  }

  /**
   * All of a pair of texts, in windows over the one that is to be cut, with the other one in each.
   *
   * @param stride how many tokens of that text are in the next window too
   * @throws IllegalArgumentException if the cut is not of one text alone, or the stride not below
   *     the length less special tokens
   * @throws EngineException of kind INVALID_INPUT if the other text leaves no more room than the
   *     stride
   */
  public List<Encoding> encodePairWindows(String first, String second, Truncation cut, int stride) {
    return windows(first, second, cut, tokens -> tokens.windows(stride));
  }

  /** The number of tokens of a text before any cut, special tokens included. */
  public int length(String text) {
    return length(WellFormedText.of(text), null);
  }

  /** The number of tokens of a pair of texts before any cut, special tokens included. */
  public int pairLength(String first, String second) {
    return length(WellFormedText.of(first), WellFormedText.of(second));
  }

  private int length(String first, @Nullable String second) {
    return tokenizer.encode(
        first, second, true, (library, encoding) -> library.getTokenIds(encoding).length);
  }

  /** The text of token ids; ids that are not of the vocabulary are passed over. */
  public String decode(long[] ids, boolean skipSpecialTokens) {
    return tokenizer.decode(ids, skipSpecialTokens);
  }

  /** The id of a token that stands for itself in a text, as special tokens do; empty if none. */
  public OptionalLong tokenId(String token) {
    return tokenizer.encode(
        WellFormedText.of(token),
        null,
        false,
        (library, encoding) -> {
          String[] tokens = library.getTokens(encoding);
          return tokens.length == 1 && tokens[0].equals(token)
              ? OptionalLong.of(library.getTokenIds(encoding)[0])
              : OptionalLong.empty();
        });
  }

  private TokenSequence sequence(String first, @Nullable String second, Truncation cut) {
    Truncation effective = cut.atMost(truncation.maxLength());
    return tokenizer.encode(
        first,
        second,
        true,
        (library, encoding) -> {
          TokenSequence tokens =
              TokenSequence.of(library.getTokenIds(encoding), library.getTypeIds(encoding));
          return tokens.length() <= effective.maxLength()
              ? tokens
              : tokens.pick(cut(library, encoding, second != null, effective).kept());
        });
  }

  private List<Encoding> windows(
      String first,
      @Nullable String second,
      Truncation cut,
      Function<TokenCut, List<int[]>> windowing) {
    String wellFormedFirst = WellFormedText.of(first);
    String wellFormedSecond = second == null ? null : WellFormedText.of(second);
    Truncation effective = cut.atMost(truncation.maxLength());
    return tokenizer.encode(
        wellFormedFirst,
        wellFormedSecond,
        true,
        (library, encoding) -> {
          List<int[]> windows = windowing.apply(cut(library, encoding, second != null, effective));
          Encoding uncut =
              NativeTokenizer.readAll(library, encoding, wellFormedFirst, wellFormedSecond);
          List<Encoding> encodings = new ArrayList<>(windows.size());
          for (int[] window : windows) {
            encodings.add(uncut.pick(window));
          }
          return List.copyOf(encodings);
        });
  }

  private static TokenCut cut(
      TokenizersLibrary library, long encoding, boolean pair, Truncation truncation) {
    return new TokenCut(library.getSequenceIds(encoding), pair, truncation);
  }

  /** Frees the native tokenizer; later calls do nothing. */
  @Override
  public void close() {
    tokenizer.close();
  }
}
