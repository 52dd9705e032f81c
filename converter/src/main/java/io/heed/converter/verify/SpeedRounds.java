package io.heed.converter.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets two models run the same batches in turns, each first in every other round, so that what else
 * the machine does hits both. Confined to one thread.
 */
final class SpeedRounds {
  private static final long ROUND_NANOS = 500_000_000;

  private final TokenModel[] models;
  private final LongSupplier nanoTicker;

  SpeedRounds(TokenModel reference, TokenModel candidate, LongSupplier nanoTicker) {
    this.models = new TokenModel[] {reference, candidate};
    this.nanoTicker = nanoTicker;
  }

  /** The speeds of both; empty without rounds. */
  List<Optional<Speed>> measure(List<ProbeBatch> batches, int rounds) {
    if (rounds == 0 || batches.isEmpty()) {
      return List.of(Optional.empty(), Optional.empty());
    }
    List<ProbeBatch> sample = sample(batches);
    double rows = sample.stream().mapToInt(ProbeBatch::rows).sum();
    double[][] rates = new double[models.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < models.length; turn++) {
        int model = (turn + round) % models.length;
        rates[model][round] = rows * 1e9 / Math.max(1, nanos(models[model], sample));
      }
    }
    return Arrays.stream(rates).map(rate -> Optional.of(Speed.of(rate))).toList();
  }

  /** Of many batches some spread over all, of few each as often as fits: about half a second. */
  private List<ProbeBatch> sample(List<ProbeBatch> batches) {
    List<ProbeBatch> sample = new ArrayList<>();
    long nanos = 0;
    int step = Math.max(1, batches.size() / 100);
    for (int pass = 0; nanos < ROUND_NANOS && pass < 1000; pass++) {
      for (int i = 0; i < batches.size() && nanos < ROUND_NANOS; i += step) {
        sample.add(batches.get(i));
        nanos += nanos(models[0], List.of(batches.get(i)));
      }
    }
    return sample;
  }

  private long nanos(TokenModel model, List<ProbeBatch> batches) {
    long start = nanoTicker.getAsLong();
    batches.forEach(model::run);
    return nanoTicker.getAsLong() - start;
  }
}
