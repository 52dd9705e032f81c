package io.heed.bench.load;

import java.util.SplittableRandom;

/**
 * A Poisson process: independent users, so that the time between two arrivals is exponentially
 * distributed. The same seed gives the same arrivals.
 */
final class PoissonArrivals implements ArrivalSchedule {
  private final double ratePerSecond;
  private final SplittableRandom random;
  private double seconds;

  PoissonArrivals(double ratePerSecond, long seed) {
    this.ratePerSecond = ratePerSecond;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public long nextNanos() {
    seconds -= Math.log1p(-random.nextDouble()) / ratePerSecond; // nextDouble is below 1
    return Math.round(seconds * 1e9);
  }
}
