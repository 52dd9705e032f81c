package io.heed.bench.throughput;

import io.heed.bench.encoder.EncoderText;
import io.heed.bench.encoder.TokenSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Rounds in each of which every contestant encodes all texts once with its tokenizer and once with
 * prepared ids, in random order, so that a machine that is slow for a while is so for all of them.
 * The texts of a round are in one random order for all. Confined to one thread.
 */
public final class ThroughputRun {
  private static final int WARM_UP_TEXTS = 64;

  private final List<EncoderText> texts;
  private final int rounds;
  private final long seed;
  private final LongSupplier nanoTime;
  private final Consumer<String> progress;

  /**
   * A run.
   *
   * @param nanoTime the clock
   * @param progress is told a line at a time
   */
  public ThroughputRun(
      List<EncoderText> texts,
      int rounds,
      long seed,
      LongSupplier nanoTime,
      Consumer<String> progress) {
    this.texts = List.copyOf(texts);
    this.rounds = rounds;
    this.seed = seed;
    this.nanoTime = nanoTime;
    this.progress = progress;
  }

  /** A contestant with one source of token ids. */
  private record Turn(Contestant contestant, TokenSource tokens) {
    @Override
    public String toString() {
      return contestant.name() + (tokens == TokenSource.PREPARED ? ", prepared ids" : "");
    }
  }

  /** Warms up and measures; the series stand in the order of the contestants. */
  public List<Series> measure(List<Contestant> contestants) {
    Map<Turn, List<Double>> rates = new LinkedHashMap<>();
    for (TokenSource tokens : TokenSource.values()) {
      for (Contestant contestant : contestants) {
        if (tokens == TokenSource.TOKENIZER || contestant.encoder().takesTokens()) {
          rates.put(new Turn(contestant, tokens), new ArrayList<>());
        }
      }
    }
    progress.accept("warm-up");
    List<EncoderText> first = texts.subList(0, Math.min(WARM_UP_TEXTS, texts.size()));
    rates.keySet().forEach(turn -> turn.contestant().encoder().encode(first, turn.tokens()));

    Random random = new Random(seed);
    for (int round = 1; round <= rounds; round++) {
      List<EncoderText> order = new ArrayList<>(texts);
      Collections.shuffle(order, random);
      List<Turn> turns = new ArrayList<>(rates.keySet());
      Collections.shuffle(turns, random);
      for (Turn turn : turns) {
        progress.accept("round " + round + " of " + rounds + ": " + turn);
        long start = nanoTime.getAsLong();
        turn.contestant().encoder().encode(order, turn.tokens());
        double seconds = (nanoTime.getAsLong() - start) / 1e9;
        List<Double> measured = rates.get(turn);
        if (measured != null) {
          measured.add(order.size() / seconds);
        }
      }
    }
    List<Series> series = new ArrayList<>();
    rates.forEach(
        (turn, measured) ->
            series.add(
                new Series(
                    turn.contestant().name(),
                    turn.contestant().rival(),
                    turn.tokens(),
                    List.copyOf(measured))));
    return series;
  }
}
