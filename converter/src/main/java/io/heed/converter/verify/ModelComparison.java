package io.heed.converter.verify;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.TensorGraph;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Runs a reference and a candidate on the same inputs and compares what comes out.
 *
 * <p>Outputs are matched by name, or by position where names differ. A candidate without an
 * attention mask, or of a batch of 1, is given the rows one by one, unpadded. Batches pass one by
 * one, so memory is bounded by the largest. Confined to the calling thread, which it blocks.
 */
public final class ModelComparison {
  private final ModelUnderTest referenceModel;
  private final ModelUnderTest candidateModel;
  private final Probe probe;
  private final ComparisonOptions options;
  private final LongSupplier nanoTicker;

  private ModelComparison(
      ModelUnderTest reference,
      ModelUnderTest candidate,
      Probe probe,
      ComparisonOptions options,
      LongSupplier nanoTicker) {
    this.referenceModel = reference;
    this.candidateModel = candidate;
    this.probe = probe;
    this.options = options;
    this.nanoTicker = nanoTicker;
  }

  /**
   * Compares two models.
   *
   * @throws ConverterException (INPUT, UNSUPPORTED, IO) that names the model and what is wrong with
   *     it; a difference, however large, is a result
   */
  public static ComparisonResult of(
      ModelUnderTest reference, ModelUnderTest candidate, Probe probe, ComparisonOptions options) {
    return of(reference, candidate, probe, options, System::nanoTime);
  }

  static ComparisonResult of(
      ModelUnderTest reference,
      ModelUnderTest candidate,
      Probe probe,
      ComparisonOptions options,
      LongSupplier nanoTicker) {
    return new ModelComparison(reference, candidate, probe, options, nanoTicker).run();
  }

  private ComparisonResult run() {
    OrtGraph.loadRuntime(); // or else the first model's time of loading would hold it
    boolean referenceInterpreted = referenceModel.isInterpreted();
    boolean candidateInterpreted = candidateModel.isInterpreted();
    long start = nanoTicker.getAsLong();
    try (TensorGraph reference = referenceModel.open(options.graph(), referenceInterpreted)) {
      long middle = nanoTicker.getAsLong();
      try (TensorGraph candidate = candidateModel.open(options.graph(), candidateInterpreted)) {
        long end = nanoTicker.getAsLong();
        return compare(
            TokenModel.of(reference),
            TokenModel.of(candidate),
            new Loaded(referenceInterpreted, Duration.ofNanos(middle - start)),
            new Loaded(candidateInterpreted, Duration.ofNanos(end - middle)));
      }
    }
  }

  private record Loaded(boolean interpreted, Duration time) {}

  private ComparisonResult compare(
      TokenModel reference, TokenModel candidate, Loaded referenceLoad, Loaded candidateLoad) {
    List<OutputPair> pairs =
        OutputPair.match(reference.graph(), candidate.graph(), referenceModel.labels().size());
    AccuracyCount accuracy = AccuracyCount.of(pairs, probe.expected());
    Map<OutputPair, DifferenceSums> sums = new LinkedHashMap<>();
    pairs.forEach(pair -> sums.put(pair, new DifferenceSums(pair)));
    List<ProbeBatch> batches = probe.batches(referenceModel, reference, candidate);
    if (batches.isEmpty()) {
      throw new ConverterException(Kind.INPUT, "texts: found none, expected at least one");
    }
    for (int run = 0; run < batches.size(); run++) {
      Map<String, RowValues[]> expected = reference.run(batches.get(run));
      Map<String, RowValues[]> found = candidate.run(batches.get(run));
      sums.forEach((pair, sum) -> add(pair, expected, found, sum, accuracy));
      options.progress().compared(run + 1, batches.size());
    }
    List<Optional<Speed>> speeds =
        new SpeedRounds(reference, candidate, nanoTicker).measure(batches, options.rounds());
    return new ComparisonResult(
        new ModelFigures(
            referenceModel.name(),
            referenceModel.sizeBytes(),
            referenceLoad.interpreted(),
            referenceLoad.time(),
            speeds.get(0),
            accuracy.ofReference()),
        new ModelFigures(
            candidateModel.name(),
            candidateModel.sizeBytes(),
            candidateLoad.interpreted(),
            candidateLoad.time(),
            speeds.get(1),
            accuracy.ofCandidate()),
        probe.description(),
        batches.size(),
        batches.stream().mapToInt(ProbeBatch::rows).sum(),
        sums.values().stream().map(DifferenceSums::total).toList(),
        reference.graph().outputs().stream()
            .filter(output -> pairs.stream().noneMatch(pair -> pair.reference().equals(output)))
            .map(output -> output.name())
            .toList());
  }

  private void add(
      OutputPair pair,
      Map<String, RowValues[]> expected,
      Map<String, RowValues[]> found,
      DifferenceSums sum,
      AccuracyCount accuracy) {
    RowValues[] rows = expected.getOrDefault(pair.reference().name(), new RowValues[0]);
    RowValues[] others = found.getOrDefault(pair.candidate().name(), new RowValues[0]);
    for (int row = 0; row < rows.length; row++) {
      if (!Arrays.equals(rows[row].shape(), others[row].shape())) {
        throw new ConverterException(
            Kind.INPUT,
            String.format(
                Locale.ROOT,
                "%s: output %s: found %s for a text, expected %s as %s has",
                candidateModel.name(),
                pair.candidate().name(),
                Arrays.toString(others[row].shape()),
                Arrays.toString(rows[row].shape()),
                referenceModel.name()));
      }
      sum.add(rows[row], others[row]);
      if (accuracy.counts(pair)) {
        accuracy.add(rows[row], others[row]);
      }
    }
  }
}
