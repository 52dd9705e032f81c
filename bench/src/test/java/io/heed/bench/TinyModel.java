package io.heed.bench;

import java.nio.file.Path;

/**
 * The small BERT among the engine's test resources, random weights, made by Hugging Face's tools.
 */
final class TinyModel {
  static final Path DIRECTORY =
      Path.of("../engine/src/test/resources/io/heed/engine/fixtures/tiny-bert-classifier");

  private TinyModel() {}
}
