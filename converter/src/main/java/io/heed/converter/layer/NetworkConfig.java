package io.heed.converter.layer;

/**
 * The shape of a classifier network.
 *
 * @param vocabularySize rows of the token table, padding and unknown included
 * @param maxLength rows of the position table: the longest text in tokens
 * @param width features a token
 * @param heads attention heads a block
 * @param keySize features a head
 * @param feedForward features between the two layers of the feed-forward part
 * @param blocks encoder blocks
 * @param hidden features of the dense layer before the labels
 * @param labels number of labels
 * @param activation of the feed-forward part
 * @param pooling from tokens to text
 * @param normEpsilon epsilon of the layer normalisation
 * @param embeddingDropout rate on the embeddings
 * @param blockDropout rate on the two residual branches of a block
 * @param poolingDropout rate before and after the dense layer
 */
public record NetworkConfig(
    int vocabularySize,
    int maxLength,
    int width,
    int heads,
    int keySize,
    int feedForward,
    int blocks,
    int hidden,
    int labels,
    Activation activation,
    Pooling pooling,
    double normEpsilon,
    double embeddingDropout,
    double blockDropout,
    double poolingDropout) {
  /**
   * The least length that texts must be padded to in SameDiff: the full one if padding is averaged
   * over, else 2, since SameDiff fails on a reduction of an axis of size 1.
   */
  public int minimumLength() {
    return pooling == Pooling.PADDED_AVERAGE ? maxLength : 2;
  }

  /** The number of trained parameters. */
  public long parameters() {
    long embeddings = (long) (vocabularySize + maxLength) * width;
    long attention = 3L * (width + 1) * heads * keySize + (long) (heads * keySize + 1) * width;
    long transform = (long) (width + 1) * feedForward + (long) (feedForward + 1) * width;
    long norms = 4L * width;
    long head = (long) (width + 1) * hidden + (long) (hidden + 1) * labels;
    return embeddings + blocks * (attention + transform + norms) + head;
  }

  /** The same network for another vocabulary and set of labels. */
  public NetworkConfig withSizes(int newVocabularySize, int newLabels) {
    return new NetworkConfig(
        newVocabularySize,
        maxLength,
        width,
        heads,
        keySize,
        feedForward,
        blocks,
        hidden,
        newLabels,
        activation,
        pooling,
        normEpsilon,
        embeddingDropout,
        blockDropout,
        poolingDropout);
  }
}
