package io.heed.bench.load;

/**
 * A step and the capacity that was measured right before it.
 *
 * @param capacityPerSecond answers a second in a closed loop
 */
public record LoadStep(double capacityPerSecond, StepResult result) {
  /** The rate of arrivals as a multiple of the capacity. */
  public double load() {
    return result.ratePerSecond() / capacityPerSecond;
  }

  /** The goodput as a share of the capacity. */
  public double goodputShare() {
    return result.goodputPerSecond() / capacityPerSecond;
  }
}
