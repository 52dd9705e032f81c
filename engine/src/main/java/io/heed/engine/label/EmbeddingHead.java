package io.heed.engine.label;

import java.util.stream.IntStream;

/**
 * Turns the hidden states of a text into an embedding, as sentence-transformers does. Immutable.
 *
 * @param pooling how the tokens' vectors become one
 * @param normalized whether vectors are scaled to length 1 (L2), so that the dot product of two is
 *     their cosine
 */
public record EmbeddingHead(Pooling pooling, boolean normalized) {
  private static final double MIN_NORM = 1e-12;

  /**
   * The embedding of a text; with {@link Pooling#NONE}, those of its tokens, of shape {@code
   * [tokens, hidden size]}.
   *
   * @param hiddenStates of shape {@code [tokens, hidden size]}, in row-major order
   * @param attentionMask for each token 1, or 0 if it is padding
   */
  public float[] embedding(float[] hiddenStates, long[] attentionMask) {
    int[] tokens =
        IntStream.range(0, attentionMask.length).filter(i -> attentionMask[i] != 0).toArray();
    if (tokens.length == 0) {
      throw new IllegalArgumentException("attentionMask: no token, expected 1 or more");
    }
    if (hiddenStates.length % attentionMask.length != 0) {
      throw new IllegalArgumentException(
          "hiddenStates: "
              + hiddenStates.length
              + " values, expected as many for each token, of"
              + " which there are "
              + attentionMask.length);
    }
    int size = hiddenStates.length / attentionMask.length;
    float[] embedding = new float[pooling == Pooling.NONE ? tokens.length * size : size];
    pooling.pool(hiddenStates, size, tokens, embedding);
    for (int start = 0; normalized && start < embedding.length; start += size) {
      normalize(embedding, start, size);
    }
    return embedding;
  }

  private static void normalize(float[] vectors, int start, int size) {
    double squares = 0;
    for (int i = start; i < start + size; i++) {
      squares += (double) vectors[i] * vectors[i];
    }
    double norm = Math.max(Math.sqrt(squares), MIN_NORM);
    for (int i = start; i < start + size; i++) {
      vectors[i] = (float) (vectors[i] / norm);
    }
  }
}
