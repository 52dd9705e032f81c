package io.heed.engine.runtime;

import io.heed.engine.error.EngineException;
import java.nio.FloatBuffer;

/**
 * An output of a run: floats, row-major, a row a text. Valid until the next run of the runner that
 * gave it; confined to that runner's thread.
 */
public final class OutputTensor {
  private final String name;
  private final FloatBuffer values;
  private final int rows;
  private final int rowSize;

  /**
   * A tensor over a buffer, which is not copied.
   *
   * @param rowSize the floats of a text: for [batch, sequence, width], sequence times width
   */
  public OutputTensor(String name, FloatBuffer values, int rows, int rowSize) {
    this.name = name;
    this.values = values;
    this.rows = rows;
    this.rowSize = rowSize;
  }

  /** The number of texts. */
  public int rows() {
    return rows;
  }

  /** The floats of a text, padding included. */
  public int rowSize() {
    return rowSize;
  }

  /** A copy of all floats of a text. */
  public float[] row(int row) {
    return row(row, rowSize);
  }

  /**
   * A copy of the first floats of a text, which leaves the padding out.
   *
   * @throws EngineException of kind RUNTIME if one is not a number
   */
  public float[] row(int row, int size) {
    return row(row, 0, size);
  }

  /**
   * A copy of some floats of a text.
   *
   * @param start the first of them, counted from the start of the row
   * @throws EngineException of kind RUNTIME if one is not a number
   */
  public float[] row(int row, int start, int size) {
    float[] copy = new float[size];
    values.get(row * rowSize + start, copy);
    for (float value : copy) {
      if (Float.isNaN(value)) {
        throw new EngineException(
            EngineException.Kind.RUNTIME,
            "output " + name + ": found NaN in the row of text " + row + ", expected numbers");
      }
    }
    return copy;
  }
}
