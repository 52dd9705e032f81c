package io.heed.bench.load;

import java.util.Locale;

/** The kinds of arrival, by the names of the command line. */
public enum Arrivals {
  /** Independent users. */
  POISSON,
  /** Equal distances. */
  UNIFORM;

  /**
   * A schedule that begins anew.
   *
   * @param ratePerSecond more than 0
   * @param seed of the chance in it, if there is any
   */
  public ArrivalSchedule schedule(double ratePerSecond, long seed) {
    if (!(ratePerSecond > 0 && ratePerSecond < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rate: " + ratePerSecond + ", expected more than 0");
    }
    return switch (this) {
      case POISSON -> new PoissonArrivals(ratePerSecond, seed);
      case UNIFORM -> new UniformArrivals(ratePerSecond);
    };
  }

  /** The name of the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
