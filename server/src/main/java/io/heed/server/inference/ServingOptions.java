package io.heed.server.inference;

import java.util.Optional;

/**
 * How models are loaded. Immutable.
 *
 * @param device as the engine reads it: {@code auto}, {@code cpu}, {@code cuda:1}
 * @param variant of model directories; without it the directory's default
 * @param maxTexts how many texts a request may have
 */
public record ServingOptions(String device, Optional<String> variant, int maxTexts) {
  /** On what is there, the default variant, up to 256 texts. */
  public static final ServingOptions DEFAULT = new ServingOptions("auto", Optional.empty(), 256);

  /** Checks the number. */
  public ServingOptions {
    if (maxTexts < 1) {
      throw new IllegalArgumentException("maxTexts: " + maxTexts + ", expected 1 or more");
    }
  }
}
