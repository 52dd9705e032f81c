package io.heed.bench.encoder;

import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.List;

/**
 * A text and its token ids, prepared before the clock starts. Immutable.
 *
 * @param tokens special tokens included, without padding
 */
public record EncoderText(String text, TokenSequence tokens) {
  /** Prepares texts. */
  public static List<EncoderText> prepare(List<String> texts, EncoderModel model) {
    try (TextTokenizer tokenizer = model.openTokenizer()) {
      return texts.stream().map(text -> new EncoderText(text, tokenizer.encode(text))).toList();
    }
  }
}
