package io.heed.bench.gpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Contestants that take turns over the same batches: each turn is a whole number of passes over
 * them, the order of the contestants changes from round to round. Confined to one thread.
 */
final class Turns {
  private static final int ROUNDS = 5;
  private static final double WARM_UP = 0.3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private Turns() {}

  /** One who can run any batch. */
  interface Contestant {
    /** Runs the batch of this index. */
    void run(int batch);
  }

  /** Times of a contestant. */
  static final class Times {
    private final Histogram nanos = new Histogram(3);
    private long passes;
    private long sumNanos;

    /** Passes over all batches a second. */
    double passesPerSecond() {
      return passes * NANOS_PER_SECOND / Math.max(1, sumNanos);
    }

    /** Latency of a run, its count and the whole histogram. */
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("runs", nanos.getTotalCount());
      json.put("meanMillis", nanos.getMean() / NANOS_PER_MILLI);
      json.put("p50Millis", nanos.getValueAtPercentile(50) / NANOS_PER_MILLI);
      if (nanos.getTotalCount() >= 100) { // below it would be the maximum under another name
        json.put("p99Millis", nanos.getValueAtPercentile(99) / NANOS_PER_MILLI);
      }
      json.put("maxMillis", nanos.getMaxValue() / NANOS_PER_MILLI);
      ByteBuffer bytes = ByteBuffer.allocate(nanos.getNeededByteBufferCapacity());
      int size = nanos.encodeIntoCompressedByteBuffer(bytes);
      json.put("histogram", Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), size)));
      return json;
    }
  }

  /**
   * Measures.
   *
   * @param seconds of each contestant, beside the warm-up of a third of that, at least one pass
   */
  static List<Times> measure(List<? extends Contestant> contestants, int batches, double seconds) {
    List<Times> times = new ArrayList<>();
    for (Contestant contestant : contestants) {
      turn(contestant, batches, seconds * WARM_UP, new Times());
      times.add(new Times());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        int who = (i + round) % contestants.size();
        turn(contestants.get(who), batches, seconds / ROUNDS, times.get(who));
      }
    }
    return times;
  }

  private static void turn(Contestant contestant, int batches, double seconds, Times times) {
    long end = System.nanoTime() + (long) (seconds * NANOS_PER_SECOND);
    do {
      for (int batch = 0; batch < batches; batch++) {
        long start = System.nanoTime();
        contestant.run(batch);
        long taken = System.nanoTime() - start;
        times.nanos.recordValue(taken);
        times.sumNanos += taken;
      }
      times.passes++;
    } while (System.nanoTime() < end);
  }
}
