package io.heed.converter.train;

import io.heed.converter.layer.DropoutMask;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Draws dropout masks. */
final class DropoutMasks {
  private DropoutMasks() {}

  /** Factors 0 with the mask's rate, else 1 / (1 - rate); four are drawn from a random long. */
  static INDArray draw(DropoutMask mask, int rows, int sequence, RandomGenerator random) {
    boolean tokens = mask.span() == DropoutMask.Span.TOKENS;
    float[] factors = new float[rows * (tokens ? sequence : 1) * mask.width()];
    int threshold = (int) Math.round(mask.rate() * 65536);
    float kept = (float) (1 / (1 - mask.rate()));
    long bits = 0;
    for (int i = 0; i < factors.length; i++) {
      if ((i & 3) == 0) {
        bits = random.nextLong();
      }
      // -1 where dropped, else 0; a branch would be mispredicted at every other factor.
      int dropped = ((int) (bits & 0xffff) - threshold) >> 31;
      factors[i] = kept * (1 + dropped);
      bits >>>= 16;
    }
    INDArray array = Nd4j.createFromArray(factors);
    return tokens ? array.reshape(rows, sequence, mask.width()) : array.reshape(rows, mask.width());
  }
}
