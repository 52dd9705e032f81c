package io.heed.converter.layer;

import java.util.Locale;
import org.nd4j.autodiff.samediff.SDVariable;

/** An activation of the feed-forward part. */
public enum Activation {
  /** max(x, 0). */
  RELU {
    @Override
    SDVariable apply(LayerScope scope, SDVariable x) {
      return scope.graph().nn().relu(x, 0);
    }
  },
  /**
   * x / 2 (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016).
   * SameDiff's {@code gelu} is a sigmoid approximation and its {@code preciseGelu} is wrong.
   */
  GELU {
    @Override
    SDVariable apply(LayerScope scope, SDVariable x) {
      return x.mul(0.5).mul(scope.graph().math().erf(x.div(Math.sqrt(2))).add(1));
    }
  };

  /** The name in configurations. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract SDVariable apply(LayerScope scope, SDVariable x);
}
