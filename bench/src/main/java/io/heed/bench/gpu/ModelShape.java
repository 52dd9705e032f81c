package io.heed.bench.gpu;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.converter.synthesize.EncoderConfig;
import io.heed.converter.synthesize.EncoderPreset;
import java.util.Arrays;

/** The encoders that are measured: classifiers of these shapes with random weights. */
public enum ModelShape {
  /** 2 layers, 32 wide: for trying the command out. */
  TINY(EncoderPreset.TINY),
  /** 6 layers, 384 wide. */
  MINILM(EncoderPreset.MINILM_L6),
  /** 12 layers, 768 wide. */
  BERT_BASE(EncoderPreset.BERT_BASE),
  /** 24 layers, 1,024 wide. */
  BERT_LARGE(EncoderPreset.BERT_LARGE);

  /** Logits of a text: enough for a cosine to mean something, few enough to cost nothing. */
  static final int LABELS = 16;

  private final EncoderPreset preset;

  ModelShape(EncoderPreset preset) {
    this.preset = preset;
  }

  /**
   * The shape of a name, such as {@code bert-base}.
   *
   * @throws BenchException of kind USAGE if there is none
   */
  public static ModelShape named(String name) {
    for (ModelShape shape : values()) {
      if (shape.toString().equals(name)) {
        return shape;
      }
    }
    throw new BenchException(
        Kind.USAGE, "--models: found " + name + ", expected some of " + Arrays.toString(values()));
  }

  /** Layers, widths and sizes of the tables. */
  EncoderConfig config() {
    return preset.config().labels(LABELS).build();
  }

  /** As in options, results and folders. */
  @Override
  public String toString() {
    return this == MINILM ? "minilm" : preset.toString();
  }
}
