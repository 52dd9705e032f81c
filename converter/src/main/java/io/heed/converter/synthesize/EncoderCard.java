package io.heed.converter.synthesize;

import java.util.Locale;

/** The README.md of a synthetic model, which says first that it knows nothing. Stateless. */
final class EncoderCard {
  private EncoderCard() {}

  static String of(EncoderConfig config, String name, String provenance, String command) {
    String output =
        switch (config.task()) {
          case CLASSIFICATION -> "classifier of " + config.labels() + " labels";
          case ENCODER -> "encoder (`last_hidden_state`)";
        };
    return String.format(
        Locale.ROOT,
        """
        # %s

        **Random weights.** This model was never trained: its answers mean nothing. It has the shape, the
        operators and the cost of a real one, and is for benchmarks and tests.

        | | |
        |---|---|
        | is | %s, %s |
        | weights | %s; normal(0, 0.02), factors of layer normalisation around 1 |
        | parameters | %,d |
        | encoder | %d layer(s), width %d, %d head(s), feed-forward %d, %s |
        | vocabulary | %,d made-up pieces; lower-cased; no ASCII text is unknown |
        | longest text | %,d tokens |
        | token types | %d |
        | graph | operator set %d, style %s |

        Written by Heed:

        ```
        %s
        ```
        """,
        name,
        config.family().modelType,
        output,
        provenance,
        config.parameters(),
        config.layers(),
        config.hiddenSize(),
        config.heads(),
        config.intermediateSize(),
        config.activation().configName(),
        config.vocabularySize(),
        config.maxPositions(),
        config.typeVocabularySize(),
        config.opset(),
        OptionNames.of(config.style()),
        command);
  }
}
