package io.heed.converter.quantize;

/**
 * A matrix as signed 8-bit codes, row-major, and scales: {@code value ≈ code · scale}. Symmetric,
 * so that 0 is exact: {@code scale = max |value| / largest code}, {@code code = value / scale}
 * rounded to the nearest, ties to even. One scale for each row, for each column, or for all.
 * Immutable by convention: nobody writes to the arrays.
 *
 * @param codes the integers, from -127 to 127
 * @param scales all positive
 */
record WeightCodes(byte[] codes, float[] scales) {
  /** Along which axis each place has a scale of its own. */
  enum Channels {
    ROWS,
    COLUMNS,
    NONE
  }

  static WeightCodes of(float[] values, int rows, int columns, Channels channels, int largestCode) {
    float[] scales = largest(values, rows, columns, channels);
    for (int i = 0; i < scales.length; i++) {
      float scale = scales[i] / largestCode;
      scales[i] = scale < Float.MIN_NORMAL ? 1 : scale; // all zero, or as good as
    }
    byte[] codes = new byte[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
        double code = Math.rint(values[at] / scales[index(channels, row, column)]);
        codes[at] = (byte) Math.max(-largestCode, Math.min(largestCode, code));
      }
    }
    return new WeightCodes(codes, scales);
  }

  private static float[] largest(float[] values, int rows, int columns, Channels channels) {
    float[] largest =
        new float[channels == Channels.NONE ? 1 : channels == Channels.ROWS ? rows : columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int channel = index(channels, row, column);
        largest[channel] = Math.max(largest[channel], Math.abs(values[row * columns + column]));
      }
    }
    return largest;
  }

  private static int index(Channels channels, int row, int column) {
    return channels == Channels.NONE ? 0 : channels == Channels.ROWS ? row : column;
  }
}
