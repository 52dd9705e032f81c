package io.heed.converter.half;

import io.heed.converter.graph.Float16;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What becomes half precision. Immutable; every method gives changed options.
 *
 * @param halfIo whether inputs and outputs become FLOAT16; else they keep their types
 * @param keepReductions whether Softmax, normalisations, means, sums and Pow stay single
 * @param blockedOperators types of operators that stay single
 * @param blockedNodes names of nodes that stay single, matched as a whole
 * @param calibration inputs of runs in single precision that show how large values become; none for
 *     no such runs
 * @param threshold how large a value of those runs may be, in absolute terms
 */
public record HalfOptions(
    boolean halfIo,
    boolean keepReductions,
    Set<String> blockedOperators,
    Optional<Pattern> blockedNodes,
    List<Map<String, Tensor>> calibration,
    float threshold) {
  /** Inputs and outputs as they are, no calibration; half of the range where there is one. */
  public static final HalfOptions DEFAULT =
      new HalfOptions(false, false, Set.of(), Optional.empty(), List.of(), Float16.MAX_VALUE / 2);

  /** Copies the collections. */
  public HalfOptions {
    blockedOperators = Set.copyOf(blockedOperators);
    calibration = List.copyOf(calibration);
    if (!(threshold > 0 && threshold <= Float16.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "threshold is " + threshold + "; expected above 0, at most " + Float16.MAX_VALUE);
    }
  }

  /** With inputs and outputs as FLOAT16, or not. */
  public HalfOptions halfIo(boolean half) {
    return new HalfOptions(
        half, keepReductions, blockedOperators, blockedNodes, calibration, threshold);
  }

  /** With reductions in single precision, or not. */
  public HalfOptions keepReductions(boolean keep) {
    return new HalfOptions(halfIo, keep, blockedOperators, blockedNodes, calibration, threshold);
  }

  /** With other operators that stay single, besides those that must. */
  public HalfOptions blockedOperators(Set<String> types) {
    return new HalfOptions(halfIo, keepReductions, types, blockedNodes, calibration, threshold);
  }

  /** With nodes that stay single. */
  public HalfOptions blockedNodes(Pattern names) {
    return new HalfOptions(
        halfIo, keepReductions, blockedOperators, Optional.of(names), calibration, threshold);
  }

  /** With runs that show how large values become. */
  public HalfOptions calibration(List<Map<String, Tensor>> runs) {
    return new HalfOptions(halfIo, keepReductions, blockedOperators, blockedNodes, runs, threshold);
  }

  /** With another limit of what those runs may show. */
  public HalfOptions threshold(float largest) {
    return new HalfOptions(
        halfIo, keepReductions, blockedOperators, blockedNodes, calibration, largest);
  }
}
