package io.heed.bench.gpu;

import io.heed.bench.gpu.GpuJob.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which jobs there are, the important ones first, so that a run that ends early has the figures
 * that matter: the peak; the first model in half precision at batch 1 and the largest ones; mixed
 * lengths with and without padding; PyTorch on the same; the engine; the soak; then the rest.
 * Stateless.
 */
final class GpuPlan {
  private static final List<GraphForm> BOTH = List.of(GraphForm.PADDED, GraphForm.PADDING_FREE);
  private static final List<GraphForm> PADDED = List.of(GraphForm.PADDED);
  private static final List<Integer> KEY_BATCHES = List.of(1, 32, 128);

  private GpuPlan() {}

  /** The jobs in their order. */
  static List<GpuJob> of(GpuSettings settings) {
    ModelShape main =
        settings.models().contains(ModelShape.BERT_BASE)
            ? ModelShape.BERT_BASE
            : settings.models().get(0);
    Precision key =
        settings.precisions().contains(Precision.FP16)
            ? Precision.FP16
            : settings.precisions().get(0);
    int shortest = settings.lengths().stream().min(Comparator.naturalOrder()).orElse(0);
    List<GpuJob> jobs = new ArrayList<>();
    for (Precision precision : settings.precisions()) {
      int rank = precision == key ? 0 : 45;
      jobs.add(new GpuJob(rank, Kind.PEAK, null, precision, 0, 0, List.of()));
    }
    for (ModelShape model : settings.models()) {
      for (Precision precision : settings.precisions()) {
        boolean important = model == main && precision == key;
        for (int length : settings.lengths()) {
          for (int batch : settings.batches()) {
            boolean usual = length == shortest && KEY_BATCHES.contains(batch);
            int rank = important && usual ? 10 : important ? 50 : model == main && usual ? 60 : 90;
            jobs.add(new GpuJob(rank, Kind.FULL, model, precision, batch, length, PADDED));
          }
        }
        for (int batch : mixedBatches(settings)) {
          int rank = important ? 20 : model == main ? 65 : precision == key ? 70 : 95;
          jobs.add(new GpuJob(rank, Kind.MIXED, model, precision, batch, 0, BOTH));
        }
      }
      int rank = model == main ? 30 : 80;
      jobs.add(new GpuJob(rank, Kind.PEER, model, Precision.FP16, 0, 0, List.of()));
      int engine = model == main ? 35 : 75;
      jobs.add(new GpuJob(engine, Kind.ENGINE, model, key, 0, 0, PADDED));
    }
    if (settings.soakRuns() > 0) {
      jobs.add(new GpuJob(40, Kind.SOAK, main, key, 0, 0, PADDED));
    }
    jobs.sort(Comparator.comparingInt(GpuJob::rank)); // stable: else the order of the options
    return List.copyOf(jobs);
  }

  /** The larger batches, where padding costs. */
  static List<Integer> mixedBatches(GpuSettings settings) {
    List<Integer> chosen = settings.batches().stream().filter(b -> b == 32 || b == 128).toList();
    return chosen.isEmpty()
        ? List.of(settings.batches().stream().max(Comparator.naturalOrder()).orElse(1))
        : chosen;
  }
}
