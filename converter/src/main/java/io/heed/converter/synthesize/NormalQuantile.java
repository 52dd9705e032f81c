package io.heed.converter.synthesize;

/**
 * The quantile function of the standard normal distribution to about seven digits: Wichura,
 * "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37
 * (1988), its function PPND7.
 *
 * <p>One uniform number makes one normal number, so that the values of a tensor can be had in any
 * order, and nothing but arithmetic, a root and {@link StrictMath} is used, so that they are the
 * same on every machine. Stateless.
 */
final class NormalQuantile {
  private static final double CENTRE = 0.425;
  private static final double FAR_TAIL = 5;

  private NormalQuantile() {}

  /** The number that a normal variable stays below with this probability, above 0 and below 1. */
  static double of(double probability) {
    return isTail(probability) ? ofTail(probability) : ofCentre(probability);
  }

  /**
   * The same of many numbers, in less than half of the time: the formula of the centre is computed
   * for all, which the compiler turns into vector instructions as it has no branch.
   */
  static void of(double[] probabilities, double[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = ofCentre(probabilities[i]);
    }
    for (int i = 0; i < count; i++) {
      if (isTail(probabilities[i])) {
        into[i] = ofTail(probabilities[i]);
      }
    }
  }

  private static boolean isTail(double probability) {
    return Math.abs(probability - 0.5) > CENTRE;
  }

  private static double ofCentre(double probability) {
    double q = probability - 0.5;
    double r = CENTRE * CENTRE - q * q;
    return q
        * (((5.9109374720e+01 * r + 1.5929113202e+02) * r + 5.0434271938e+01) * r
            + 3.3871327179e+00)
        / (((6.7187563600e+01 * r + 7.8757757664e+01) * r + 1.7895169469e+01) * r + 1);
  }

  private static double ofTail(double probability) {
    boolean lower = probability < 0.5;
    double r = Math.sqrt(-StrictMath.log(lower ? probability : 1 - probability));
    double size = r <= FAR_TAIL ? tail(r - 1.6) : farTail(r - FAR_TAIL);
    return lower ? -size : size;
  }

  private static double tail(double r) {
    return (((1.7023821103e-01 * r + 1.3067284816e+00) * r + 2.7568153900e+00) * r
            + 1.4234372777e+00)
        / ((1.2021132975e-01 * r + 7.3700164250e-01) * r + 1);
  }

  private static double farTail(double r) {
    return (((1.7337203997e-02 * r + 4.2868294337e-01) * r + 3.0812263860e+00) * r
            + 6.6579051150e+00)
        / ((1.2258202635e-02 * r + 2.4197894225e-01) * r + 1);
  }
}
