package io.heed.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.runtime.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The products that a peak is taken from. */
class MatrixPeakTest {
  @ParameterizedTest
  @EnumSource(Precision.class)
  void run_inEveryPrecision_givesANumber(Precision precision) {
    try (MatrixPeak peak = MatrixPeak.open(Device.CPU, precision, 64, 1)) {
      assertTrue(Float.isFinite(peak.run()) && peak.run() != 0);
      assertEquals(8 * 2.0 * 64 * 64 * 64, peak.operations());
    }
  }

  @Test
  void run_inHalfPrecision_isNearSingle() {
    try (MatrixPeak half = MatrixPeak.open(Device.CPU, Precision.FP16, 64, 1);
        MatrixPeak single = MatrixPeak.open(Device.CPU, Precision.FP32, 64, 1)) {
      assertEquals(1, half.run() / single.run(), 0.02);
    }
  }
}
