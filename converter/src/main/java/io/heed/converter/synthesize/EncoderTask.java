package io.heed.converter.synthesize;

/** What the graph computes from the hidden states of the last layer. */
public enum EncoderTask {
  /** The {@code logits} [batch, labels] of a classifier over the first token. */
  CLASSIFICATION,
  /** The hidden states themselves, {@code last_hidden_state} [batch, sequence, hidden size]. */
  ENCODER
}
