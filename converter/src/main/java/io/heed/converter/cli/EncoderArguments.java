package io.heed.converter.cli;

import io.heed.converter.synthesize.EncoderConfig;
import io.heed.converter.synthesize.EncoderPreset;
import io.heed.converter.synthesize.EncoderTask;
import io.heed.converter.synthesize.GraphStyle;
import io.heed.converter.synthesize.HiddenActivation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what an encoder looks like: a preset and what replaces its numbers. */
final class EncoderArguments {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      required = true,
      description = {
        "the shape to begin with:",
        "tiny: 2 layers, 32 wide",
        "minilm-l6: 6 layers, 384 wide, 12 heads",
        "bert-base: 12 layers, 768 wide, 12 heads",
        "bert-large: 24 layers, 1024 wide, 16 heads"
      })
  private String preset;

  @Option(names = "--layers", paramLabel = "N", description = "encoder layers")
  private @Nullable Integer layers;

  @Option(names = "--hidden-size", paramLabel = "N", description = "width, a multiple of the heads")
  private @Nullable Integer hiddenSize;

  @Option(names = "--heads", paramLabel = "N", description = "attention heads of a layer")
  private @Nullable Integer heads;

  @Option(
      names = "--intermediate-size",
      paramLabel = "N",
      description = "width inside the feed-forward part")
  private @Nullable Integer intermediateSize;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "N",
      description = "entries of the tokenizer, whose pieces are made up")
  private @Nullable Integer vocabularySize;

  @Option(names = "--max-positions", paramLabel = "N", description = "the longest text in tokens")
  private @Nullable Integer maxPositions;

  @Option(
      names = "--type-vocabulary-size",
      paramLabel = "N",
      description = "token types, 2 in BERT; 0 makes a DistilBERT")
  private @Nullable Integer typeVocabularySize;

  @Option(
      names = "--labels",
      paramLabel = "N",
      description = "labels of the classifier, 2 if not given")
  private @Nullable Integer labels;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "classification, with the output logits, or encoder, with last_hidden_state; classification"
              + " if not given")
  private @Nullable EncoderTask task;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "of the feed-forward part: gelu, gelu_tanh or relu; gelu if not given")
  private @Nullable HiddenActivation activation;

  @Option(
      names = "--opset",
      paramLabel = "N",
      description = "operator set, 17 to 22; 17 if not given")
  private @Nullable Integer opset;

  @Option(
      names = "--style",
      paramLabel = "NAME",
      description = {
        "how the graph is written; standard if not given",
        "standard: as today's exporters, with LayerNormalization and, from operator set 20, Gelu",
        "primitive: these composed of arithmetic, and shapes computed, as older exporters wrote"
      })
  private @Nullable GraphStyle style;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  EncoderArguments() {}

  EncoderConfig config() {
    EncoderConfig.Builder config = EncoderPreset.named(preset).config();
    set(layers, config::layers);
    set(hiddenSize, config::hiddenSize);
    set(heads, config::heads);
    set(intermediateSize, config::intermediateSize);
    set(vocabularySize, config::vocabularySize);
    set(maxPositions, config::maxPositions);
    set(typeVocabularySize, config::typeVocabularySize);
    set(labels, config::labels);
    set(task, config::task);
    set(activation, config::activation);
    set(opset, config::opset);
    set(style, config::style);
    return config.build();
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
