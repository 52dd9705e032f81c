package io.heed.converter.layer;

/** Small networks for tests. */
public final class NetworkConfigs {
  private NetworkConfigs() {}

  /**
   * Vocabulary 6, length 5, width 4, 2 heads of 3, feed-forward 5, one block, hidden 3, 3 labels.
   */
  public static NetworkConfig tiny(Activation activation, Pooling pooling, double dropout) {
    return new NetworkConfig(
        6, 5, 4, 2, 3, 5, 1, 3, 3, activation, pooling, 1e-6, dropout, dropout, dropout);
  }
}
