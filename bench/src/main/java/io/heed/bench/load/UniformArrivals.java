package io.heed.bench.load;

/** Arrivals at equal distances, the first at once. */
final class UniformArrivals implements ArrivalSchedule {
  private final double ratePerSecond;
  private long next;

  UniformArrivals(double ratePerSecond) {
    this.ratePerSecond = ratePerSecond;
  }

  @Override
  public long nextNanos() {
    return Math.round(next++ * 1e9 / ratePerSecond); // no sum, so no rounding adds up
  }
}
