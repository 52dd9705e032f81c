package io.heed.converter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against closed forms. */
class RangeCollectorTest {
  private static final int COUNT = 200_001;

  @Test
  void minMax_isFromTheSmallestToTheLargest() {
    RangeCollector collector = new MinMaxCollector();
    collector.add(new float[] {3, -2, Float.NaN});
    collector.add(new float[] {1, Float.POSITIVE_INFINITY});
    assertEquals(Optional.of(new ActivationRanges.Range(-2, 3)), collector.range());
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void range_withoutZero_isWidenedToIt(CalibrationMethod method) {
    RangeCollector collector = new CalibrationOptions(method, 100).collector();
    collector.add(new float[] {2, 3});
    assertEquals(0, collector.range().orElseThrow().low());
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void range_nothingFinite_isEmpty(CalibrationMethod method) {
    RangeCollector collector = new CalibrationOptions(method, 99).collector();
    collector.add(new float[] {Float.NaN, Float.NEGATIVE_INFINITY});
    assertEquals(Optional.empty(), collector.range());
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void range_zerosOnly_isZero(CalibrationMethod method) {
    RangeCollector collector = new CalibrationOptions(method, 99).collector();
    collector.add(new float[8]);
    assertEquals(new ActivationRanges.Range(0, 0), collector.range().orElseThrow());
  }

  /** Evenly spaced from -2 to 6: the percentile 99 leaves out 0.04 at either end. */
  @Test
  void percentile_ofUniformValues_isLinear() {
    RangeCollector collector = new PercentileCollector(99);
    float[] values = uniform(-2, 6);
    for (int from = 0; from < COUNT; from += 1000) { // the range grows with most of them
      collector.add(Arrays.copyOfRange(values, from, Math.min(COUNT, from + 1000)));
    }
    ActivationRanges.Range range = collector.range().orElseThrow();
    // a bin is at most 6 / 1024 wide
    assertEquals(-1.96, range.low(), 6 / 1024.);
    assertEquals(5.96, range.high(), 6 / 1024.);
  }

  @Test
  void percentile_of100_isMinMax() {
    RangeCollector collector = new PercentileCollector(100);
    collector.add(uniform(-2, 6));
    assertEquals(new ActivationRanges.Range(-2, 6), collector.range().orElseThrow());
  }

  @Test
  void histogram_thatGrew_countsEveryValueOnce() {
    Histogram histogram = new Histogram();
    histogram.add(new float[] {1e-3f, -1e-3f});
    histogram.add(new float[] {1000, -0.5f, 0});
    assertEquals(5, histogram.count());
    assertEquals(5, Arrays.stream(histogram.magnitudes()).sum());
    assertTrue(histogram.width() * Histogram.BINS >= 1000);
    assertTrue(histogram.width() * Histogram.BINS < 2000);
  }

  /** Few outliers at 100 sigma are not worth codes 100 times as coarse. */
  @Test
  void entropy_ofANormalDistributionWithOutliers_clipsThem() {
    Random random = new Random(7);
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = (float) random.nextGaussian();
    }
    values[10] = 100;
    values[20] = -100;
    RangeCollector collector = new EntropyCollector();
    collector.add(values);
    ActivationRanges.Range range = collector.range().orElseThrow();
    assertTrue(range.largest() < 10, range.toString());
    assertTrue(range.largest() > 2, range.toString());
  }

  /** Where all codes are equally likely, to clip is to lose. */
  @Test
  void entropy_ofUniformValues_keepsTheRange() {
    RangeCollector collector = new EntropyCollector();
    collector.add(uniform(-1, 1));
    assertEquals(1, collector.range().orElseThrow().largest(), 0.01);
  }

  private static float[] uniform(float from, float to) {
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = from + (to - from) * i / (COUNT - 1);
    }
    return values;
  }
}
