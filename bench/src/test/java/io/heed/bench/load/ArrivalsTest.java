package io.heed.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final int MANY = 100_000;

  @Test
  void uniform_threeASecond_addsUpNoRounding() {
    ArrivalSchedule schedule = Arrivals.UNIFORM.schedule(3, 1);
    assertEquals(0, schedule.nextNanos());
    assertEquals(333_333_333, schedule.nextNanos());
    assertEquals(666_666_667, schedule.nextNanos());
    assertEquals(1_000_000_000, schedule.nextNanos());
    for (int i = 4; i < 3000; i++) {
      schedule.nextNanos();
    }
    assertEquals(1_000_000_000_000L, schedule.nextNanos());
  }

  /**
   * The distances have mean 1/rate and the standard deviation of an exponential distribution, also
   * 1/rate; the tolerances are five standard errors, 1/sqrt(n) and sqrt(2/n) of it.
   */
  @Test
  void poisson_distances_haveTheMomentsOfTheExponentialDistribution() {
    double rate = 250;
    ArrivalSchedule schedule = Arrivals.POISSON.schedule(rate, 42);
    double sum = 0;
    double squares = 0;
    long last = 0;
    for (int i = 0; i < MANY; i++) {
      long next = schedule.nextNanos();
      assertTrue(next >= last, "arrival " + i);
      double seconds = (next - last) / 1e9;
      sum += seconds;
      squares += seconds * seconds;
      last = next;
    }
    double mean = sum / MANY;
    double deviation = Math.sqrt(squares / MANY - mean * mean);
    assertEquals(1 / rate, mean, 5 / rate / Math.sqrt(MANY));
    assertEquals(1 / rate, deviation, 5 / rate * Math.sqrt(2.0 / MANY));
  }

  @Test
  void poisson_sameSeed_sameArrivals() {
    ArrivalSchedule one = Arrivals.POISSON.schedule(10, 7);
    ArrivalSchedule same = Arrivals.POISSON.schedule(10, 7);
    ArrivalSchedule other = Arrivals.POISSON.schedule(10, 8);
    long first = one.nextNanos();
    assertEquals(first, same.nextNanos());
    assertEquals(one.nextNanos(), same.nextNanos());
    assertNotEquals(first, other.nextNanos());
  }

  @Test
  void schedule_ofNoRate_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Arrivals.POISSON.schedule(0, 1));
    assertThrows(IllegalArgumentException.class, () -> Arrivals.UNIFORM.schedule(Double.NaN, 1));
  }
}
