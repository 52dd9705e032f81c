package io.heed.converter.synthesize;

import io.heed.converter.error.ConverterException;

/**
 * The numbers of an encoder; immutable, and only made valid.
 *
 * @param layers encoder layers, 1 to 1,000
 * @param hiddenSize width of the hidden states; a multiple of {@code heads}
 * @param heads attention heads of a layer
 * @param intermediateSize width inside the feed-forward part
 * @param vocabularySize rows of the token table and entries of the tokenizer; at least {@link
 *     PieceVocabulary#MIN_SIZE}
 * @param maxPositions rows of the position table: the longest input in tokens, at least 3
 * @param typeVocabularySize rows of the token type table; 0 makes a DistilBERT, which has neither
 *     token types nor a pooler
 * @param labels logits of the classifier; of no meaning for a bare encoder
 * @param activation of the feed-forward part
 * @param task what is computed
 * @param opset version of the standard operator set, 17 to 22
 * @param style which operators the graph is written in
 */
public record EncoderConfig(
    int layers,
    int hiddenSize,
    int heads,
    int intermediateSize,
    int vocabularySize,
    int maxPositions,
    int typeVocabularySize,
    int labels,
    HiddenActivation activation,
    EncoderTask task,
    int opset,
    GraphStyle style) {
  static final int MIN_OPSET = 17;
  static final int MAX_OPSET = 22;

  /** BERT's; far below the variance of hidden states. */
  static final float NORM_EPSILON = 1e-12f;

  private static final int MAX_LAYERS = 1_000;
  private static final int MAX_WIDTH = 1 << 16;
  private static final int MAX_ROWS = 1_000_000;

  /** Checks every number; a message names the command line's option. */
  public EncoderConfig {
    check("layers", layers, 1, MAX_LAYERS);
    check("hidden-size", hiddenSize, 1, MAX_WIDTH);
    check("heads", heads, 1, hiddenSize);
    check("intermediate-size", intermediateSize, 1, MAX_WIDTH);
    check("vocabulary-size", vocabularySize, PieceVocabulary.MIN_SIZE, MAX_ROWS);
    check("max-positions", maxPositions, 3, MAX_ROWS);
    check("type-vocabulary-size", typeVocabularySize, 0, MAX_ROWS);
    check("labels", labels, 1, MAX_ROWS);
    check("opset", opset, MIN_OPSET, MAX_OPSET);
    if (hiddenSize % heads != 0) {
      throw bad("heads", heads, "a divisor of hidden-size " + hiddenSize);
    }
  }

  private static void check(String field, int found, int min, int max) {
    if (found < min || found > max) {
      throw bad(field, found, min + " to " + max);
    }
  }

  private static ConverterException bad(String field, int found, String expected) {
    return new ConverterException(
        ConverterException.Kind.USAGE, field + ": found " + found + ", expected " + expected);
  }

  int headSize() {
    return hiddenSize / heads;
  }

  boolean hasTokenTypes() {
    return typeVocabularySize > 0;
  }

  EncoderFamily family() {
    return hasTokenTypes() ? EncoderFamily.BERT : EncoderFamily.DISTILBERT;
  }

  /** The weights' number, in the file's type of four bytes each. */
  public long parameters() {
    return EncoderGraph.of(this).weights().parameters();
  }

  /** Collects an {@link EncoderConfig}; for one thread. {@link EncoderPreset#config} makes it. */
  public static final class Builder {
    private int layers = 1;
    private int hiddenSize = 1;
    private int heads = 1;
    private int intermediateSize = 1;
    private int vocabularySize = PieceVocabulary.MIN_SIZE;
    private int maxPositions = 512;
    private int typeVocabularySize = 2;
    private int labels = 2;
    private HiddenActivation activation = HiddenActivation.GELU;
    private EncoderTask task = EncoderTask.CLASSIFICATION;
    private int opset = MIN_OPSET;
    private GraphStyle style = GraphStyle.STANDARD;

    Builder() {}

    public Builder layers(int value) {
      layers = value;
      return this;
    }

    public Builder hiddenSize(int value) {
      hiddenSize = value;
      return this;
    }

    public Builder heads(int value) {
      heads = value;
      return this;
    }

    public Builder intermediateSize(int value) {
      intermediateSize = value;
      return this;
    }

    public Builder vocabularySize(int value) {
      vocabularySize = value;
      return this;
    }

    public Builder maxPositions(int value) {
      maxPositions = value;
      return this;
    }

    public Builder typeVocabularySize(int value) {
      typeVocabularySize = value;
      return this;
    }

    public Builder labels(int value) {
      labels = value;
      return this;
    }

    public Builder activation(HiddenActivation value) {
      activation = value;
      return this;
    }

    public Builder task(EncoderTask value) {
      task = value;
      return this;
    }

    public Builder opset(int value) {
      opset = value;
      return this;
    }

    public Builder style(GraphStyle value) {
      style = value;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws ConverterException of kind USAGE that names what is wrong
     */
    public EncoderConfig build() {
      return new EncoderConfig(
          layers,
          hiddenSize,
          heads,
          intermediateSize,
          vocabularySize,
          maxPositions,
          typeVocabularySize,
          labels,
          activation,
          task,
          opset,
          style);
    }
  }
}
