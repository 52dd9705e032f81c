package io.heed.converter.optimize;

import io.heed.converter.ort.Tensor;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A value that hides padding from attention: {@code value[batch, head, query, key]} is one number
 * where the mask of the input is 1 at {@code [batch, key]}, and another where it is 0.
 *
 * <p>It is known by what it gives: the part of the graph that makes it is run on masks of zeros and
 * ones drawn at random, in several shapes, while the graph's other inputs vary. So it does not
 * matter by what arithmetic an exporter wrote it, and a causal mask or one of token types is none.
 *
 * @param input the mask, an input [batch, sequence] of whole numbers
 * @param visible what stands for a token
 * @param hidden what stands for padding
 * @param nodes how many nodes the graph spends on it
 */
record PaddingMask(String input, double visible, double hidden, int nodes) {
  private static final int[][] SHAPES = {{2, 3}, {3, 5}, {1, 7}, {4, 2}, {2, 6}};
  private static final long SEED = 20_261_122;

  /** What a probed value is, or null. */
  static @Nullable PaddingMask of(InputProbe probe) {
    for (String input : probe.inputs()) {
      PaddingMask found = of(probe, input);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable PaddingMask of(InputProbe probe, String input) {
    double[] levels = {Double.NaN, Double.NaN}; // hidden, visible
    Random random = new Random(SEED);
    for (int[] shape : SHAPES) {
      boolean[] bits = new boolean[shape[0] * shape[1]];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = random.nextBoolean();
      }
      Optional<Tensor> made = probe.run(shape[0], shape[1], input, bits, random);
      if (made.isEmpty() || !isMask(made.get(), shape[0], shape[1], bits, levels)) {
        return null;
      }
    }
    boolean differ = Double.compare(levels[0], levels[1]) != 0;
    return differ && !Double.isNaN(levels[0]) && !Double.isNaN(levels[1])
        ? new PaddingMask(input, levels[1], levels[0], probe.size())
        : null;
  }

  private static boolean isMask(
      Tensor made, int batch, int sequence, boolean[] bits, double[] levels) {
    if (made.rank() < 2 || made.rank() > 4) {
      return false;
    }
    long[] shape = {1, 1, 1, 1};
    System.arraycopy(made.shape(), 0, shape, 4 - made.rank(), made.rank());
    boolean fits =
        (shape[0] == 1 || shape[0] == batch)
            && shape[1] == 1
            && (shape[2] == 1 || shape[2] == sequence)
            && (shape[3] == 1 || shape[3] == sequence);
    if (!fits) {
      return false;
    }
    float[] values = made.floats();
    for (int b = 0; b < batch; b++) {
      for (int query = 0; query < sequence; query++) {
        for (int key = 0; key < sequence; key++) {
          long at =
              ((shape[0] == 1 ? 0 : b) * shape[2] + (shape[2] == 1 ? 0 : query)) * shape[3]
                  + (shape[3] == 1 ? 0 : key);
          int level = bits[b * sequence + key] ? 1 : 0;
          double value = values[(int) at] + 0.0;
          if (Double.isNaN(levels[level])) {
            levels[level] = value;
          }
          if (Double.compare(levels[level], value) != 0) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
