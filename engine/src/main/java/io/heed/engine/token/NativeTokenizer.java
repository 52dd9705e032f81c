package io.heed.engine.token;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.heed.engine.error.EngineException;
import io.heed.engine.internal.CloseGate;
import io.heed.engine.internal.NativeHandle;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer in native memory: uncut, unpadded encodings. Thread-safe; nothing changes it after it
 * was opened. Owns its handle until {@link #close}, which waits for calls under way. Texts must be
 * well formed.
 */
final class NativeTokenizer implements AutoCloseable {
  private final TokenizersLibrary library;
  private final long handle;
  private final int fileMaxLength;
  private final CloseGate gate = new CloseGate("tokenizer");

  /** Copies out of a native encoding what is wanted of it. */
  @FunctionalInterface
  interface Reader<T> {
    T read(TokenizersLibrary library, long encoding);
  }

  /**
   * Opens a tokenizer.
   *
   * @throws EngineException of kind MODEL if the file is not a tokenizer
   */
  NativeTokenizer(byte[] tokenizerJson) {
    library = NativeTokenizers.library();
    try {
      handle = library.createTokenizerFromString(new String(tokenizerJson, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new EngineException(
          EngineException.Kind.MODEL, "tokenizer.json: not a tokenizer: " + e.getMessage(), e);
    }
    NativeHandle.TOKENIZER.opened();
    fileMaxLength = library.getMaxLength(handle);
    library.disableTruncation(handle);
    library.disablePadding(handle);
  }

  /** The length to which the file itself would cut or pad; not positive if it says nothing. */
  int fileMaxLength() {
    return fileMaxLength;
  }

  /** Encodes a text, or a pair of them, and hands what the reader makes of it. */
  <T> T encode(String first, @Nullable String second, boolean specialTokens, Reader<T> reader) {
    gate.enter();
    try {
      long encoding =
          guarded(
              () ->
                  second == null
                      ? library.encode(handle, first, specialTokens)
                      : library.encodeDual(handle, first, second, specialTokens));
      NativeHandle.ENCODING.opened();
      try {
        return reader.read(library, encoding);
      } finally {
        library.deleteEncoding(encoding);
        NativeHandle.ENCODING.closed();
      }
    } finally {
      gate.exit();
    }
  }

  /** The text of token ids. */
  String decode(long[] ids, boolean skipSpecialTokens) {
    gate.enter();
    try {
      return guarded(() -> library.decode(handle, ids, skipSpecialTokens));
    } finally {
      gate.exit();
    }
  }

  private static <T> T guarded(Supplier<T> nativeCall) {
    try {
      return nativeCall.get();
    } catch (RuntimeException e) {
      throw new EngineException(
          EngineException.Kind.RUNTIME, "the tokenizer failed: " + e.getMessage(), e);
    }
  }

  /** The tokens with where they came from, all of them. */
  static Encoding readAll(
      TokenizersLibrary library, long encoding, String first, @Nullable String second) {
    int[] sequenceIds = ints(library.getSequenceIds(encoding));
    CharSpan[] spans = library.getTokenCharSpans(encoding);
    Utf16Offsets[] offsets = {
      Utf16Offsets.of(first), Utf16Offsets.of(second == null ? "" : second)
    };
    int[] starts = new int[spans.length];
    int[] ends = new int[spans.length];
    for (int i = 0; i < spans.length; i++) {
      if (sequenceIds[i] >= 0) {
        starts[i] = offsets[sequenceIds[i]].unit(spans[i].getStart());
        ends[i] = offsets[sequenceIds[i]].unit(spans[i].getEnd());
      }
    }
    return Encoding.of(
        TokenSequence.of(library.getTokenIds(encoding), library.getTypeIds(encoding)),
        library.getTokens(encoding),
        starts,
        ends,
        ints(library.getWordIds(encoding)),
        sequenceIds);
  }

  private static int[] ints(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
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
