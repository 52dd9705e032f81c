package io.heed.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a histogram says. Immutable.
 *
 * @param count how many values
 * @param meanMillis of all of them; 0 of none
 * @param percentileMillis by percentile, those that so many values can tell: at least one value
 *     lies above
 * @param maxMillis the largest
 * @param histogram all of it in nanoseconds, in HdrHistogram's compressed encoding and Base64
 */
public record Latencies(
    long count,
    double meanMillis,
    SortedMap<Double, Double> percentileMillis,
    double maxMillis,
    String histogram) {
  /** The percentiles that are told. */
  static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);

  private static final double NANOS_PER_MILLI = 1e6;

  /** The milliseconds at a percentile of {@link #percentileMillis}, if it is there. */
  public OptionalDouble millis(double percentile) {
    Double millis = percentileMillis.get(percentile);
    return millis == null ? OptionalDouble.empty() : OptionalDouble.of(millis);
  }

  static Latencies of(Histogram nanos) {
    SortedMap<Double, Double> percentiles = new TreeMap<>();
    for (double percentile : PERCENTILES) {
      if (nanos.getTotalCount() * (1 - percentile / 100) >= 1 - 1e-9) {
        percentiles.put(percentile, nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI);
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(nanos.getNeededByteBufferCapacity());
    int size = nanos.encodeIntoCompressedByteBuffer(bytes);
    boolean none = nanos.getTotalCount() == 0;
    return new Latencies(
        nanos.getTotalCount(),
        none ? 0 : nanos.getMean() / NANOS_PER_MILLI,
        Collections.unmodifiableSortedMap(percentiles),
        nanos.getMaxValue() / NANOS_PER_MILLI,
        Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), size)));
  }
}
