package io.heed.converter.synthesize;

import java.util.Locale;

/** The shapes of well-known encoders, by name. */
public enum EncoderPreset {
  /** 2 layers, 32 wide: a model for tests, written in an instant. */
  TINY(2, 32, 2, 64, 1_000, 128),
  /** all-MiniLM-L6 (Wang et al., "MiniLM", 2020): 6 layers, 384 wide. */
  MINILM_L6(6, 384, 12, 1_536, 30_522, 512),
  /** BERT-base (Devlin et al., "BERT", 2018): 12 layers, 768 wide. */
  BERT_BASE(12, 768, 12, 3_072, 30_522, 512),
  /** BERT-large: 24 layers, 1,024 wide. */
  BERT_LARGE(24, 1_024, 16, 4_096, 30_522, 512);

  private final int layers;
  private final int hiddenSize;
  private final int heads;
  private final int intermediateSize;
  private final int vocabularySize;
  private final int maxPositions;

  EncoderPreset(
      int layers,
      int hiddenSize,
      int heads,
      int intermediateSize,
      int vocabularySize,
      int maxPositions) {
    this.layers = layers;
    this.hiddenSize = hiddenSize;
    this.heads = heads;
    this.intermediateSize = intermediateSize;
    this.vocabularySize = vocabularySize;
    this.maxPositions = maxPositions;
  }

  /** The preset of a command-line name, such as {@code bert-base}. */
  public static EncoderPreset named(String name) {
    for (EncoderPreset preset : values()) {
      if (preset.toString().equals(name)) {
        return preset;
      }
    }
    throw OptionNames.unknown("preset", name, values());
  }

  /** Settings to change: two token types, two labels, GELU, operator set 17, standard style. */
  public EncoderConfig.Builder config() {
    return new EncoderConfig.Builder()
        .layers(layers)
        .hiddenSize(hiddenSize)
        .heads(heads)
        .intermediateSize(intermediateSize)
        .vocabularySize(vocabularySize)
        .maxPositions(maxPositions);
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
