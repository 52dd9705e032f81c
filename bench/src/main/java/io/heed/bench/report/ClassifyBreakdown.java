package io.heed.bench.report;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Where the time of classify goes: {@code classify = tokenizer + bare run + ranking + rest}, the
 * rest by difference. Immutable.
 *
 * <p>Each difference and each ratio is taken within a round, that is between forks that ran within
 * a minute of each other, and the middle of the rounds is told: a machine that changes its speed
 * from minute to minute then moves both sides.
 *
 * @param parts tokenizer, bare run, ranking, rest; they add up to classify in each round
 * @param classify the whole
 * @param beside other runs of the same token ids, which are no part of classify
 * @param overFloor classify as a multiple of tokenizer + bare run, over the rounds
 */
record ClassifyBreakdown(List<Part> parts, Part classify, List<Part> beside, Spread overFloor) {
  private static final String CLASSIFY = "classify";
  private static final String TOKENIZE = "tokenize";
  private static final String BARE = "bareRun";
  private static final String RANK = "rank";
  private static final String ENGINE = "engineRun";
  private static final String NAIVE = "naiveRun";

  /** The benchmarks without which there is no breakdown. */
  static final List<String> REQUIRED = List.of(CLASSIFY, TOKENIZE, BARE, RANK);

  /**
   * Of results by benchmark, all of one mode and the same parameters.
   *
   * @param bytes what each allocates, where measured
   * @throws BenchException of kind INPUT if one is missing or they have different numbers of forks
   */
  static ClassifyBreakdown of(Map<String, JmhResult> results, Map<String, OptionalDouble> bytes) {
    double[] whole = rounds(results, CLASSIFY);
    double[] tokenizer = rounds(results, TOKENIZE);
    double[] bare = rounds(results, BARE);
    double[] ranking = rounds(results, RANK);
    double[] floor = combine(tokenizer, 1, bare);
    double[] rest = combine(combine(whole, -1, floor), -1, ranking);
    OptionalDouble restBytes = bytes(bytes, CLASSIFY);
    for (String known : List.of(TOKENIZE, BARE, RANK)) {
      restBytes = minus(restBytes, bytes(bytes, known));
    }
    List<Part> beside = new ArrayList<>();
    if (results.containsKey(ENGINE)) {
      double[] engine = rounds(results, ENGINE);
      OptionalDouble engineBytes = bytes(bytes, ENGINE);
      beside.add(part("engine's run", engine, whole, engineBytes));
      OptionalDouble overBytes = minus(engineBytes, bytes(bytes, BARE));
      beside.add(part("… of that above the bare run", combine(engine, -1, bare), whole, overBytes));
    }
    if (results.containsKey(NAIVE)) {
      beside.add(part("naive run", rounds(results, NAIVE), whole, bytes(bytes, NAIVE)));
    }
    return new ClassifyBreakdown(
        List.of(
            part("tokenizer", tokenizer, whole, bytes(bytes, TOKENIZE)),
            part("bare run", bare, whole, bytes(bytes, BARE)),
            part("softmax and ranking", ranking, whole, bytes(bytes, RANK)),
            part("rest (by difference)", rest, whole, restBytes)),
        part("classify", whole, whole, bytes(bytes, CLASSIFY)),
        List.copyOf(beside),
        Spread.of(ratio(whole, floor)));
  }

  private static double[] rounds(Map<String, JmhResult> results, String benchmark) {
    JmhResult result = results.get(benchmark);
    JmhResult whole = results.get(CLASSIFY);
    if (result == null || whole == null) {
      throw new BenchException(
          Kind.INPUT, "no results of " + benchmark + ", expected those of " + REQUIRED);
    }
    if (result.forkMicros().size() != whole.forkMicros().size()) {
      throw new BenchException(
          Kind.INPUT,
          benchmark
              + ": "
              + result.forkMicros().size()
              + " forks, expected as many as of classify, "
              + whole.forkMicros().size());
    }
    return result.forkMicros().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Part part(String name, double[] micros, double[] whole, OptionalDouble bytes) {
    return new Part(name, Spread.of(micros), Spread.of(ratio(micros, whole)), bytes);
  }

  private static OptionalDouble bytes(Map<String, OptionalDouble> bytes, String benchmark) {
    return bytes.getOrDefault(benchmark, OptionalDouble.empty());
  }

  private static OptionalDouble minus(OptionalDouble a, OptionalDouble b) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() - b.getAsDouble())
        : OptionalDouble.empty();
  }

  private static double[] combine(double[] a, int sign, double[] b) {
    double[] sum = Arrays.copyOf(a, a.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += sign * b[i];
    }
    return sum;
  }

  private static double[] ratio(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] / b[i]).toArray();
  }
}
