package io.heed.bench.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.bench.load.Latencies;
import io.heed.bench.load.Outcome;
import io.heed.bench.load.StepResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RampTurnTest {
  @Test
  void highestRate_risingP99_isTheLastWithinTheBound() {
    RampTurn turn = turn(step(100, 1000, 4), step(200, 1000, 9.5), step(300, 1000, 30));
    assertEquals(200, turn.highestRate(10));
    assertEquals(300, turn.highestRate(30));
    assertEquals(0, turn.highestRate(3));
  }

  @Test
  void highestRate_oneSlowMomentBelow_doesNotHideTheRatesAbove() {
    assertEquals(
        300, turn(step(100, 1000, 4), step(200, 1000, 50), step(300, 1000, 9)).highestRate(10));
  }

  @Test
  void highestRate_quickRefusals_doNotCountAsHeld() {
    assertEquals(100, turn(step(100, 999, 4), step(200, 998, 4)).highestRate(10));
  }

  @Test
  void highestRate_tooFewForP99_isNone() {
    StepResult few =
        new StepResult(
            50,
            20,
            Map.of(Outcome.OK, 20L),
            50,
            latencies(Map.of(50.0, 1.0)),
            latencies(Map.of()),
            latencies(Map.of()),
            Optional.empty());
    assertEquals(0, turn(few).highestRate(10));
  }

  private static RampTurn turn(StepResult... steps) {
    return new RampTurn(1, "one", "family", 400, List.of(steps));
  }

  private static StepResult step(double rate, long ok, double p99) {
    return new StepResult(
        rate,
        1000,
        Map.of(Outcome.OK, ok),
        rate,
        latencies(Map.of(99.0, p99)),
        latencies(Map.of()),
        latencies(Map.of()),
        Optional.empty());
  }

  private static Latencies latencies(Map<Double, Double> percentiles) {
    return new Latencies(1000, 1, new TreeMap<>(percentiles), 1, "");
  }
}
