package io.heed.bench.serve;

import io.heed.bench.load.Outcome;
import io.heed.bench.load.StepResult;
import java.util.List;

/**
 * A service at rising rates of arrival in a round.
 *
 * @param capacityPerSecond answers a second in a closed loop before
 * @param steps by rising rate
 */
record RampTurn(
    int round, String service, String family, double capacityPerSecond, List<StepResult> steps) {
  private static final double ANSWERED = 0.999;
  private static final double PERCENTILE = 99;

  /**
   * The highest rate at which p99 is within a bound and next to nothing is left unanswered; or 0.
   */
  double highestRate(double boundMillis) {
    return steps.stream()
        .filter(step -> holds(step, boundMillis))
        .mapToDouble(StepResult::ratePerSecond)
        .max()
        .orElse(0);
  }

  /** Whether a rate is held. */
  static boolean holds(StepResult step, double boundMillis) {
    return step.count(Outcome.OK) >= ANSWERED * step.sent()
        && step.latencies().millis(PERCENTILE).orElse(Double.MAX_VALUE) <= boundMillis;
  }
}
