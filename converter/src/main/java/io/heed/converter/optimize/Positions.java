package io.heed.converter.optimize;

import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.ort.Tensor;
import java.util.Optional;
import java.util.Random;

/** Tells position ids by running what makes them. Stateless. */
final class Positions {
  private static final int[][] SHAPES = {{2, 3}, {3, 5}, {1, 7}, {4, 2}};

  private Positions() {}

  /**
   * Whether a value is 0, 1, 2… in each row, [1 or batch, sequence], whatever the inputs hold: as
   * against RoBERTa's positions, which depend on the ids.
   */
  static boolean countFromZero(OnnxModel model, ShapeInference shapes, String value) {
    try (InputProbe probe = InputProbe.of(model, shapes, value)) {
      if (probe == null) {
        return false;
      }
      Random random = new Random(7);
      for (int[] shape : SHAPES) {
        Optional<Tensor> made = probe.run(shape[0], shape[1], "", new boolean[0], random);
        if (made.isEmpty() || !counts(made.get(), shape[0], shape[1])) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean counts(Tensor made, int batch, int sequence) {
    if (made.type().floating()
        || made.rank() != 2
        || made.length(1) != sequence
        || (made.length(0) != 1 && made.length(0) != batch)) {
      return false;
    }
    long[] positions = made.longs();
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] != i % sequence) {
        return false;
      }
    }
    return true;
  }
}
