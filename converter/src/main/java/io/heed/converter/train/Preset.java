package io.heed.converter.train;

import io.heed.converter.error.ConverterException;
import io.heed.converter.layer.Activation;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.layer.Pooling;
import io.heed.converter.vocabulary.TextStandardizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A network with its vocabulary and training options, by name. */
@SuppressWarnings("ImmutableEnumChecker") // records of numbers and enums
public enum Preset {
  /**
   * The lesson's network: a vocabulary of 20,000 words of Keras' TextVectorization, length 256,
   * width 32, one block with 2 heads of 32 and feed-forward 32, an average over all 256 positions,
   * dense 20; 659,592 parameters with 4 labels. Adam at 1e-3, batches of 128, dropout 0.1.
   */
  LESSON(
      TextStandardizer.KERAS,
      new NetworkConfig(
          20_000,
          256,
          32,
          2,
          32,
          32,
          1,
          20,
          4,
          Activation.RELU,
          Pooling.PADDED_AVERAGE,
          1e-6,
          0,
          0.1,
          0.1),
      new TrainingOptions(0, 3, 128, 1e-3, 100, 0, 1, 0, 0, 0, 2, 1, 200)),
  /**
   * The same size, tuned: punctuation separates words, the average leaves padding out, embeddings
   * and words are dropped at random, and the average of the weights is kept.
   */
  COMPACT(
      TextStandardizer.SPLIT,
      new NetworkConfig(
          20_000,
          256,
          32,
          2,
          32,
          32,
          1,
          20,
          4,
          Activation.RELU,
          Pooling.MASKED_AVERAGE,
          1e-6,
          0.5,
          0.1,
          0.3),
      new TrainingOptions(0, 4, 128, 3e-3, 100, 0, 1, 0.05, 0.2, 0.998, 2, 1, 200));

  private final TextStandardizer standardizer;
  private final NetworkConfig network;
  private final TrainingOptions options;

  Preset(TextStandardizer standardizer, NetworkConfig network, TrainingOptions options) {
    this.standardizer = standardizer;
    this.network = network;
    this.options = options;
  }

  /** The preset of a command-line name. */
  public static Preset named(String name) {
    return Arrays.stream(values())
        .filter(preset -> preset.optionName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConverterException(
                    ConverterException.Kind.USAGE,
                    "preset: found \""
                        + name
                        + "\", expected one of "
                        + Arrays.stream(values())
                            .map(Preset::optionName)
                            .collect(Collectors.joining(", "))));
  }

  /** The name on the command line. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How texts become words. */
  public TextStandardizer standardizer() {
    return standardizer;
  }

  /** The network, with the vocabulary's largest size and the number of labels of AG News. */
  public NetworkConfig network() {
    return network;
  }

  /** The options, with seed 0 and one worker. */
  public TrainingOptions options() {
    return options;
  }
}
