package io.heed.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoadReportTest {
  private static final long MILLI = 1_000_000;

  /** HdrHistogram keeps three digits. */
  private static final double DIGITS = 1e-3;

  /** 1, 2 … 1000 ms: the value at a percentile is ten times the percentile. */
  @Test
  void latencies_ofAThousandValues_haveAllPercentiles() throws Exception {
    Latencies latencies = Latencies.of(millis(1000));
    assertEquals(1000, latencies.count());
    assertEquals(500.5, latencies.meanMillis(), 500 * DIGITS);
    assertEquals(1000, latencies.maxMillis(), 1000 * DIGITS);
    for (double percentile : Latencies.PERCENTILES) {
      assertEquals(10 * percentile, latencies.millis(percentile).orElseThrow(), 1000 * DIGITS);
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(latencies.histogram()));
    assertEquals(1000, Histogram.decodeFromCompressedByteBuffer(bytes, 0).getTotalCount());
  }

  @Test
  void latencies_ofTooFewValues_leaveOutWhatTheyCannotTell() {
    assertEquals(
        List.of(50.0, 90.0), List.copyOf(Latencies.of(millis(99)).percentileMillis().keySet()));
    assertEquals(
        List.of(50.0, 90.0, 99.0),
        List.copyOf(Latencies.of(millis(100)).percentileMillis().keySet()));
    assertTrue(Latencies.of(new Histogram(3)).percentileMillis().isEmpty());
  }

  @Test
  void outcome_byLatencyAndFailure() {
    assertEquals(Outcome.OK, Outcome.of(null, 100, 100));
    assertEquals(Outcome.LATE, Outcome.of(null, 101, 100));
    assertEquals(Outcome.LATE, Outcome.of(new TimeoutException(), 5, 100));
    assertEquals(Outcome.REFUSED, Outcome.of(new RejectedExecutionException(), 5, 100));
    assertEquals(
        Outcome.REFUSED,
        Outcome.of(new CompletionException(new RejectedExecutionException()), 500, 100));
    assertEquals(Outcome.FAILED, Outcome.of(new IllegalStateException(), 5, 100));
  }

  @Test
  void report_ofAStep_hasSharesOfTheCapacity() {
    LoadReport report = new LoadReport(Map.of("model", "none"), true, List.of(step(50), step(200)));
    JsonNode json = JsonMapper.shared().readTree(report.json());
    assertEquals("load", json.path("kind").asString());
    assertEquals(0.5, json.at("/steps/0/load").asDouble());
    assertEquals(0.4, json.at("/steps/0/goodputOfCapacity").asDouble());
    assertEquals(7, json.at("/steps/1/outcomes/refused").asLong());
    assertEquals(500, json.at("/steps/1/latencies/percentileMillis/50.0").asDouble(), 1);
    String markdown = report.markdown();
    assertTrue(markdown.contains("| 50.0       |        0.50 | 500.17 |"), markdown);
    assertTrue(markdown.contains("| 200.0      |        2.00 | 1000 | 990 |       7 |"), markdown);
    assertTrue(markdown.contains("First failure at 50.0/s: oops"), markdown);
  }

  @Test
  void picture_ofSteps_hasALineForEachPercentile() {
    List<LoadStep> steps = List.of(step(50), step(200));
    assertTrue(new LoadReport(Map.of(), true, steps).svg().contains("times the capacity"));
    String svg = new LoadReport(Map.of(), false, steps).svg();
    assertTrue(svg.startsWith("<svg"), svg.substring(0, Math.min(80, svg.length())));
    for (String name : List.of("p50", "p90", "p99", "p99.9", "arrivals a second")) {
      assertTrue(svg.contains(name), name);
    }
  }

  /** At a capacity of 100/s, with a goodput of 40/s. */
  private static LoadStep step(double rate) {
    Latencies latencies = Latencies.of(millis(1000));
    Latencies none = Latencies.of(new Histogram(3));
    Map<Outcome, Long> outcomes =
        Map.of(Outcome.OK, 990L, Outcome.REFUSED, 7L, Outcome.LATE, 2L, Outcome.FAILED, 1L);
    return new LoadStep(
        100, new StepResult(rate, 1000, outcomes, 40, latencies, none, none, Optional.of("oops")));
  }

  private static Histogram millis(int most) {
    Histogram histogram = new Histogram(3);
    for (int value = 1; value <= most; value++) {
      histogram.recordValue(value * MILLI);
    }
    return histogram;
  }
}
