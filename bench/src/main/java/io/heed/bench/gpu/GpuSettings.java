package io.heed.bench.gpu;

import io.heed.engine.runtime.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is to be measured, and how long. Immutable.
 *
 * @param models the first is the one that matters most
 * @param precisions the same
 * @param batches texts of a run
 * @param lengths tokens of texts of whole length
 * @param mixed lengths of the texts of mixed runs
 * @param mixedFrom where those come from, in words
 * @param secondsPerCell of a contestant, beside the warm-up
 * @param budgetSeconds after which no further job begins
 * @param peakSize rows and columns of the matrices of the peak
 * @param soakRuns runs of the soak; 0 for none
 * @param python the interpreter of the peer; none for no peer
 * @param work where models lie between runs
 * @param threads of a run on the CPU
 */
public record GpuSettings(
    Device device,
    List<ModelShape> models,
    List<Precision> precisions,
    List<Integer> batches,
    List<Integer> lengths,
    List<Integer> mixed,
    String mixedFrom,
    double secondsPerCell,
    double budgetSeconds,
    int peakSize,
    int soakRuns,
    Optional<String> python,
    Path work,
    int threads) {
  /** Copies the lists. */
  public GpuSettings {
    models = List.copyOf(models);
    precisions = List.copyOf(precisions);
    batches = List.copyOf(batches);
    lengths = List.copyOf(lengths);
    mixed = List.copyOf(mixed);
  }

  /** The lengths that AG News has, so many of them. */
  public static List<Integer> agNewsLengths(int count) {
    return Arrays.stream(MixedLengths.builtIn(count, 42)).boxed().toList();
  }

  /** Where {@link #agNewsLengths} come from. */
  public static String agNewsSource() {
    return MixedLengths.BUILT_IN;
  }
}
