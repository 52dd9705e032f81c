package io.heed.converter.synthesize;

/**
 * The activation of the feed-forward part (Hendrycks and Gimpel, "Gaussian Error Linear Units",
 * 2016, for the first two).
 */
public enum HiddenActivation {
  /** x / 2 (1 + erf(x / sqrt 2)). */
  GELU("gelu"),
  /** x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
  GELU_TANH("gelu_new"),
  /** max(x, 0). */
  RELU("relu");

  private final String configName;

  HiddenActivation(String configName) {
    this.configName = configName;
  }

  /** The name in Hugging Face's {@code config.json}. */
  String configName() {
    return configName;
  }
}
