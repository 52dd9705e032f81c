package io.heed.bench.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * One entry of JMH's results: a benchmark in one mode with one set of parameters. Immutable.
 *
 * @param benchmark the method, such as {@code classify}
 * @param mode JMH's short name: {@code avgt}, {@code sample}…; {@code turns} for a contestant of
 *     {@code ClassifyTurnsBenchmark}
 * @param params the parameters by name
 * @param setting how it was run, for people: JMH, JVM, forks and iterations
 * @param forkMicros microseconds a call in each fork, in the order they ran: the mean in mode
 *     {@code avgt}, the median of the calls in mode {@code sample}, the middle of the iterations'
 *     medians in mode {@code turns}; empty in other modes
 * @param percentileMicros microseconds a call by percentile, 0 to 100
 * @param allocatedBytes bytes of Java heap allocated a call, the middle of all iterations, since
 *     what JMH itself allocates falls on some of them; where {@code -prof gc} was on
 */
record JmhResult(
    String benchmark,
    String mode,
    SortedMap<String, String> params,
    String setting,
    List<Double> forkMicros,
    SortedMap<Double, Double> percentileMicros,
    OptionalDouble allocatedBytes) {
  static final String MEAN = "avgt";
  static final String SAMPLE = "sample";
  static final String TURNS = "turns";
}
