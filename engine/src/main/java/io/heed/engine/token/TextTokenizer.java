package io.heed.engine.token;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.CloseGate;
import io.heed.engine.internal.NativeHandle;
import java.nio.charset.StandardCharsets;

/**
 * A Hugging Face tokenizer: the one a {@code tokenizer.json} describes, run by the original Rust
 * library, so that ids equal those of training. Thread-safe; {@link #encode} blocks for the work
 * itself only. Owns a native handle until {@link #close}, which waits for calls under way.
 *
 * <p>A text longer than {@link #maxLength} is cut on the right, special tokens kept; there is never
 * padding, whatever the file says. NUL and control characters go to the tokenizer, which has rules
 * for them; a surrogate without its other half becomes U+FFFD first.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final String CUT_THE_LONGEST = "LONGEST_FIRST";
  private static final int NO_STRIDE = 0;

  private final TokenizersLibrary library;
  private final long handle;
  private final int maxLength;
  private final CloseGate gate = new CloseGate("tokenizer");

  private TextTokenizer(TokenizersLibrary library, long handle, int maxLength) {
    this.library = library;
    this.handle = handle;
    this.maxLength = maxLength;
  }

  /**
   * Opens a tokenizer.
   *
   * @param tokenizerJson the bytes of a {@code tokenizer.json}
   * @param maxLength the most tokens a text may have, special tokens included; the file's own
   *     truncation length applies too if it is smaller
   * @throws EngineException of kind MODEL if the file is not a tokenizer
   */
  public static TextTokenizer open(byte[] tokenizerJson, int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength: " + maxLength + ", expected 1 or more");
    }
    TokenizersLibrary library = NativeTokenizers.library();
    long handle;
    try {
      handle = library.createTokenizerFromString(new String(tokenizerJson, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new EngineException(
          EngineException.Kind.MODEL, "tokenizer.json: not a tokenizer: " + e.getMessage(), e);
    }
    NativeHandle.TOKENIZER.opened();
    int fileMaxLength = library.getMaxLength(handle);
    int effective = fileMaxLength > 0 ? Math.min(maxLength, fileMaxLength) : maxLength;
    TextTokenizer tokenizer = new TextTokenizer(library, handle, effective);
    library.setTruncation(handle, effective, CUT_THE_LONGEST, NO_STRIDE);
    library.disablePadding(handle);
    int specialTokens = tokenizer.encode("").length();
    if (specialTokens > effective) { // the native library would then cut nothing at all
      tokenizer.close();
      throw new EngineException(
          EngineException.Kind.MODEL,
          "tokenizer.json: adds "
              + specialTokens
              + " special tokens to each text, expected at most the maximum length, "
              + effective);
    }
    return tokenizer;
  }

  /** The most tokens a text may have, special tokens included. */
  public int maxLength() {
    return maxLength;
  }

  /**
   * The token ids of a text.
   *
   * @throws EngineException of kind RUNTIME if the tokenizer fails, CLOSED after {@link #close}
   */
  public TokenSequence encode(String text) {
    String wellFormed = WellFormedText.of(text);
    gate.enter();
    try {
      long encoding = library.encode(handle, wellFormed, true);
      NativeHandle.ENCODING.opened();
      try {
        return TokenSequence.of(library.getTokenIds(encoding), library.getTypeIds(encoding));
      } finally {
        library.deleteEncoding(encoding);
        NativeHandle.ENCODING.closed();
      }
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "the tokenizer failed: " + e.getMessage(), e);
    } finally {
      gate.exit();
    }
  }

  /** Frees the native tokenizer; later calls do nothing. */
  @Override
  public void close() {
    if (gate.close()) {
      library.deleteTokenizer(handle);
      NativeHandle.TOKENIZER.closed();
    }
  }
}
