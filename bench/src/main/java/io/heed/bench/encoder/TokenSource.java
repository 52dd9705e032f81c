package io.heed.bench.encoder;

import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;

/** Where a contestant takes the token ids of a text from. */
public enum TokenSource {
  /** The tokenizer, within the time that is measured. */
  TOKENIZER,
  /** The ids prepared before. */
  PREPARED;

  TokenSequence of(EncoderText text, TextTokenizer tokenizer) {
    return this == PREPARED ? text.tokens() : tokenizer.encode(text.text());
  }
}
