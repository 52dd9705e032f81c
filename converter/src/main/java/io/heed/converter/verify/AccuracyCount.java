package io.heed.converter.verify;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Counts the right answers of both models, text by text. Confined to one thread. */
final class AccuracyCount {
  private final Optional<OutputPair> logits;
  private final int[] expected;
  private int texts;
  private int rightOfReference;
  private int rightOfCandidate;

  private AccuracyCount(Optional<OutputPair> logits, int... expected) {
    this.logits = logits;
    this.expected = expected;
  }

  /** Counts over the first pair of logits; nothing where no label is expected. */
  static AccuracyCount of(List<OutputPair> pairs, int... expected) {
    if (expected.length == 0) {
      return new AccuracyCount(Optional.empty());
    }
    Optional<OutputPair> logits =
        pairs.stream().filter(pair -> pair.logits() && pair.reference().rank() == 2).findFirst();
    if (logits.isEmpty()) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT,
              "labels: found outputs %s, expected logits of [batch, labels] among them",
              pairs.stream().map(OutputPair::reference).toList()));
    }
    return new AccuracyCount(logits, expected);
  }

  boolean counts(OutputPair pair) {
    return logits.isPresent() && logits.get().equals(pair);
  }

  void add(RowValues reference, RowValues candidate) {
    int right = expected[texts];
    if (right >= reference.width()) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT,
              "labels: found label number %d, expected one below %d, as many as output %s has",
              right,
              reference.width(),
              logits.orElseThrow().reference().name()));
    }
    texts++;
    rightOfReference += answer(reference) == right ? 1 : 0;
    rightOfCandidate += answer(candidate) == right ? 1 : 0;
  }

  OptionalDouble ofReference() {
    return share(rightOfReference);
  }

  OptionalDouble ofCandidate() {
    return share(rightOfCandidate);
  }

  private OptionalDouble share(int right) {
    return texts == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) right / texts);
  }

  private static int answer(RowValues row) {
    return DifferenceSums.largestOf(row.values(), 0, row.width());
  }
}
