package io.heed.converter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.converter.quantize.WeightCodes.Channels;
import org.junit.jupiter.api.Test;

/** Expected codes are computed by hand: value / (max / 127), to the nearest, ties to even. */
class WeightCodesTest {
  private static final float[] MATRIX = {
    1.27f, -2, 0, // row 0
    -0.64f, 254, 0, // row 1
  };

  @Test
  void of_columns_haveAScaleEach() {
    WeightCodes codes = WeightCodes.of(MATRIX, 2, 3, Channels.COLUMNS, 127);
    assertArrayEquals(new float[] {0.01f, 2, 1}, codes.scales(), 1e-9f);
    assertArrayEquals(new byte[] {127, -1, 0, -64, 127, 0}, codes.codes());
  }

  @Test
  void of_rows_haveAScaleEach() {
    WeightCodes codes = WeightCodes.of(MATRIX, 2, 3, Channels.ROWS, 127);
    assertArrayEquals(new float[] {2 / 127f, 2}, codes.scales(), 1e-9f);
    // 1.27 / (2 / 127) = 80.645; -0.64 / 2 = -0.32
    assertArrayEquals(new byte[] {81, -127, 0, 0, 127, 0}, codes.codes());
  }

  @Test
  void of_oneScale_isThatOfTheLargest() {
    WeightCodes codes = WeightCodes.of(MATRIX, 2, 3, Channels.NONE, 127);
    assertArrayEquals(new float[] {2}, codes.scales(), 0);
    assertArrayEquals(new byte[] {1, -1, 0, 0, 127, 0}, codes.codes());
  }

  @Test
  void of_ties_goToTheEvenCode() {
    float[] row = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f};
    WeightCodes codes = WeightCodes.of(row, 1, 6, Channels.NONE, 127);
    assertArrayEquals(new byte[] {127, 0, 2, 2, 0, -2}, codes.codes());
  }

  @Test
  void of_reducedRange_endsAt64() {
    WeightCodes codes = WeightCodes.of(new float[] {-6.4f, 3.2f}, 1, 2, Channels.NONE, 64);
    assertEquals(0.1f, codes.scales()[0], 1e-8f);
    assertArrayEquals(new byte[] {-64, 32}, codes.codes());
  }

  @Test
  void of_valuesAsGoodAsZero_areZero() {
    WeightCodes codes =
        WeightCodes.of(new float[] {Float.MIN_VALUE, -0f}, 1, 2, Channels.NONE, 127);
    assertArrayEquals(new float[] {1}, codes.scales());
    assertArrayEquals(new byte[] {0, 0}, codes.codes());
  }
}
