package io.heed.converter.verify;

import io.heed.converter.ort.Tensor;
import io.heed.converter.ort.TensorSpec;
import java.util.Arrays;

/**
 * What an output says of one row of a batch, padded places left out.
 *
 * @param values row-major
 * @param shape without the axis of the batch
 * @param tokens whether the first axis is that of the tokens
 */
record RowValues(float[] values, int[] shape, boolean tokens) {
  /** The length of a vector: that of the last axis. */
  int width() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /** The parts of an output, of which the first axis is that of the batch. */
  static RowValues[] of(Tensor output, TensorSpec spec, TokenModel model, ProbeBatch batch) {
    int length = model.runLength(batch);
    float[] values = output.floats();
    int axes = output.rank() - 1;
    int[] whole = new int[axes];
    boolean[] sequence = new boolean[axes];
    int rowSize = 1;
    for (int axis = 0; axis < axes; axis++) {
      whole[axis] = Math.toIntExact(output.length(axis + 1));
      sequence[axis] = isSequence(spec, output, axis + 1, model, length);
      rowSize *= whole[axis];
    }
    RowValues[] rows = new RowValues[batch.rows()];
    for (int row = 0; row < rows.length; row++) {
      int[] kept = whole.clone();
      for (int axis = 0; axis < axes; axis++) {
        kept[axis] = sequence[axis] ? batch.rowLength(row) : whole[axis];
      }
      float[] part = new float[Arrays.stream(kept).reduce(1, (a, b) -> a * b)];
      copy(values, row * rowSize, whole, part, 0, kept, 0);
      rows[row] = new RowValues(part, kept, axes >= 2 && sequence[0]);
    }
    return rows;
  }

  /**
   * Whether an axis counts the tokens: its length is that of the run, and the graph leaves it open,
   * or leaves nothing open.
   */
  private static boolean isSequence(
      TensorSpec spec, Tensor output, int axis, TokenModel model, int length) {
    if (output.length(axis) != length) {
      return false;
    }
    if (spec.rank() != output.rank() || spec.shape()[axis] >= 0) {
      return axis == 1 && output.rank() >= 3;
    }
    return !model.isBatchSymbol(spec.symbols().get(axis));
  }

  /** Copies the leading part of each axis; gives the place after what was written. */
  private static int copy(
      float[] from, int start, int[] whole, float[] to, int written, int[] kept, int axis) {
    if (axis >= whole.length - 1) {
      int count = whole.length == 0 ? 1 : kept[axis];
      System.arraycopy(from, start, to, written, count);
      return written + count;
    }
    int stride = 1;
    for (int inner = axis + 1; inner < whole.length; inner++) {
      stride *= whole[inner];
    }
    int place = written;
    for (int i = 0; i < kept[axis]; i++) {
      place = copy(from, start + i * stride, whole, to, place, kept, axis + 1);
    }
    return place;
  }
}
