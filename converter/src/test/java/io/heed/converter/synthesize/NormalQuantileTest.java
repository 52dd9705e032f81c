package io.heed.converter.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalQuantileTest {

  /** Python's statistics.NormalDist().inv_cdf; the algorithm promises one part in 10^7. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.6, 0.2533471031357997",
    "0.975, 1.9599639845400536",
    "0.025, -1.9599639845400536",
    "0.8413447460685429, 1",
    "0.999, 3.090232306167813",
    "1e-6, -4.753424308822899",
    "1e-12, -7.034483825301132",
    "5.551115123125783e-17, -8.292361075813595"
  })
  void of_probability_isTheQuantile(double probability, double expected) {
    assertEquals(expected, NormalQuantile.of(probability), 2e-7 * Math.max(1, Math.abs(expected)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0x1p-53, 1 - 0x1p-53})
  void of_mostExtremeProbability_isFinite(double probability) {
    assertTrue(Double.isFinite(NormalQuantile.of(probability)));
  }

  @Test
  void of_many_isTheSameAsOneByOne() {
    double[] probabilities = new double[999];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (i + 1) / 1000.0;
    }
    double[] found = new double[1_000];
    NormalQuantile.of(probabilities, found, 999);

    for (int i = 0; i < probabilities.length; i++) {
      assertEquals(NormalQuantile.of(probabilities[i]), found[i]);
    }
    assertEquals(0, found[999]);
  }
}
