package io.heed.bench.throughput;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.bench.encoder.BulkEncoder;
import io.heed.bench.encoder.EncoderText;
import io.heed.bench.encoder.TokenSource;
import io.heed.engine.token.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With encoders that take a known time. */
class ThroughputTest {
  private static final List<EncoderText> TEXTS =
      IntStream.range(0, 100)
          .mapToObj(i -> new EncoderText("text " + i, TokenSequence.of(new long[1], new long[1])))
          .toList();

  private long now;
  private final List<String> calls = new ArrayList<>();
  private final List<List<EncoderText>> orders = new ArrayList<>();

  @Test
  void measure_knownTimes_givesTheirRates() {
    Contestant quick = new Contestant("quick", false, new FakeEncoder("quick", 1_000_000, true));
    Contestant slow = new Contestant("slow", true, new FakeEncoder("slow", 4_000_000, true));
    List<Series> series = run(3).measure(List.of(slow, quick));
    assertEquals(4, series.size());
    for (Series one : series) {
      assertEquals(3, one.textsPerSecond().size());
      double expected = one.contestant().equals("quick") ? 1000 : 250;
      one.textsPerSecond().forEach(rate -> assertEquals(expected, rate, 1e-6));
      assertEquals(one.contestant().equals("slow"), one.rival());
    }
  }

  @Test
  void measure_everyRound_hasEachTurnOnceOverTheSameTexts() {
    Contestant one = new Contestant("one", true, new FakeEncoder("one", 1, true));
    Contestant two = new Contestant("two", false, new FakeEncoder("two", 1, false));
    List<Series> series = run(2).measure(List.of(one, two));
    assertEquals(3, series.size()); // the second takes no prepared ids
    assertEquals(3 * (1 + 2), calls.size());
    for (int round = 1; round <= 2; round++) {
      assertEquals(3, new HashSet<>(calls.subList(3 * round, 3 * round + 3)).size());
      List<List<EncoderText>> texts = orders.subList(3 * round, 3 * round + 3);
      assertEquals(1, new HashSet<>(texts).size());
      assertEquals(new HashSet<>(TEXTS), new HashSet<>(texts.get(0)));
    }
    assertTrue(!orders.get(3).equals(orders.get(6)), "each round has an order of its own");
  }

  @Test
  void report_byHand_takesTheBestRivalAndRatiosWithinRounds() {
    Series slower = series("slower", true, 12, 12, 12, 12, 12);
    Series rival = series("rival", true, 50, 20, 30, 40, 10);
    Series other = series("other", false, 25, 40, 60, 20, 20);
    ThroughputReport report =
        new ThroughputReport(
            Map.of("model", "none"),
            Map.of("other", 0.25),
            List.of(slower, rival, other, prepared(slower), prepared(rival), prepared(other)));
    assertEquals(rival, report.rival(TokenSource.TOKENIZER));
    assertArrayEquals(
        new double[] {0.5, 2, 2, 0.5, 2}, ThroughputReport.ratios(other, rival), 1e-12);
    String markdown = report.markdown();
    assertTrue(
        markdown.contains(
            "| other      |    25.0 |  20.0–60.0 |        2.00 |  0.50–2.00 |    0.50 |    2.00 |"),
        markdown);
    assertTrue(markdown.contains("best of the padded ones: rival."), markdown);
    assertTrue(markdown.contains("2.5e-01"), markdown);
    JsonNode json = JsonMapper.shared().readTree(report.json());
    assertEquals(6, json.path("series").size());
    assertEquals("prepared", json.at("/series/5/tokens").asString());
    assertEquals(2, json.at("/series/5/timesRival/4").asDouble());
  }

  @Test
  void report_withoutRival_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ThroughputReport(Map.of(), Map.of(), List.of(series("alone", false, 1))));
  }

  @Test
  void agreement_ofVectorsThatDiffer_isTheLargestDifference() {
    Contestant one = new Contestant("one", false, new FakeEncoder("one", 1, true));
    Contestant other = new Contestant("other", false, new FakeEncoder("other!", 1, true));
    assertEquals(
        Map.of("one", 0.0, "other", 3.0),
        Agreement.largestDifferences(List.of(one, other), one, TEXTS));
  }

  private ThroughputRun run(int rounds) {
    return new ThroughputRun(TEXTS, rounds, 1, () -> now, line -> {});
  }

  private static Series series(String name, boolean rival, double... rates) {
    List<Double> values = Arrays.stream(rates).boxed().toList();
    return new Series(name, rival, TokenSource.TOKENIZER, values);
  }

  private static Series prepared(Series one) {
    return new Series(one.contestant(), one.rival(), TokenSource.PREPARED, one.textsPerSecond());
  }

  /** Its vectors are the length of its name. */
  private final class FakeEncoder implements BulkEncoder {
    private final String name;
    private final long nanosPerText;
    private final boolean takesTokens;

    FakeEncoder(String name, long nanosPerText, boolean takesTokens) {
      this.name = name;
      this.nanosPerText = nanosPerText;
      this.takesTokens = takesTokens;
    }

    @Override
    public boolean takesTokens() {
      return takesTokens;
    }

    @Override
    public float[][] encode(List<EncoderText> texts, TokenSource source) {
      calls.add(name + " " + source);
      orders.add(texts);
      now += nanosPerText * texts.size();
      float[][] vectors = new float[texts.size()][];
      Arrays.fill(vectors, new float[] {name.length()});
      return vectors;
    }

    @Override
    public void close() {}
  }
}
