package io.heed.converter.layer;

import java.util.Locale;
import org.nd4j.autodiff.samediff.SDVariable;

/** How the features of a text's tokens become the features of the text. */
public enum Pooling {
  /** The average over the text's own tokens. */
  MASKED_AVERAGE {
    @Override
    SDVariable apply(LayerScope scope, SDVariable features, SDVariable mask) {
      SDVariable sum = features.mul(scope.graph().expandDims(mask, 2)).sum(1);
      SDVariable count = scope.graph().math().max(mask.sum(true, 1), scope.constant("one", 1));
      return sum.div(count);
    }
  },
  /**
   * The average over all positions, padding included, as Keras' GlobalAveragePooling1D does without
   * a mask: the result depends on the length that texts are padded to, so that length is fixed.
   */
  PADDED_AVERAGE {
    @Override
    SDVariable apply(LayerScope scope, SDVariable features, SDVariable mask) {
      return features.mean(1);
    }
  };

  /** The name in configurations. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Features [batch, sequence, width] and mask [batch, sequence] (1 token, 0 padding) to [batch,
   * width].
   */
  abstract SDVariable apply(LayerScope scope, SDVariable features, SDVariable mask);
}
