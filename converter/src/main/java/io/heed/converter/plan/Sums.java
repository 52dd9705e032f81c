package io.heed.converter.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum that turns the gradient of a broadcast operand into one of the operand's shape. */
final class Sums {
  private Sums() {}

  /** Sums {@code values} into {@code sum}, whose shape broadcasts to that of the values. */
  static void into(INDArray sum, INDArray values) {
    int[] axes = axes(values.shape(), sum.shape());
    if (axes.length == 0) {
      sum.assign(values.reshape(sum.shape()));
      return;
    }
    long[] kept = values.shape().clone();
    for (int axis : axes) {
      kept[axis] = 1;
    }
    values.sum(sum.reshape(kept), true, axes);
  }

  /** Whether broadcasting left an operand's shape as it was. */
  static boolean unneeded(long[] values, long[] sum) {
    return Arrays.equals(values, sum);
  }

  /** Axes that broadcasting stretched, apart from those of size 1. */
  private static int[] axes(long[] values, long[] sum) {
    List<Integer> axes = new ArrayList<>();
    int added = values.length - sum.length;
    for (int axis = 0; axis < values.length; axis++) {
      long before = axis < added ? 1 : sum[axis - added];
      if (before == 1 && values[axis] > 1) {
        axes.add(axis);
      }
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }
}
