package io.heed.bench.gpu;

import io.heed.bench.gpu.TokenRows.Batch;
import io.heed.engine.batch.BatchShape;
import io.heed.engine.batch.TokenBatch;
import io.heed.engine.runtime.Device;
import io.heed.engine.token.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Does each kind of job on a device. Confined to one thread; owns the watch over the device's
 * memory.
 */
final class GpuJobs implements GpuRun.JobWork, AutoCloseable {
  private static final int SEED = 7;
  private static final int SOAK_ROWS = 32;
  private static final List<Integer> PROBE = List.of(64, 5, 37, 18);

  private final GpuSettings settings;
  private final GpuResult result;
  private final Consumer<String> log;
  private final GpuGraphs graphs;
  private final MemoryWatch memory;
  private final Map<ModelShape, float[][]> references = new EnumMap<>(ModelShape.class);

  GpuJobs(GpuSettings settings, GpuResult result, Consumer<String> log) {
    this.settings = settings;
    this.result = result;
    this.log = log;
    this.graphs = new GpuGraphs(settings.work(), settings.device(), log);
    this.memory =
        settings.device().isAccelerator()
            ? MemoryWatch.of(settings.device().index())
            : MemoryWatch.none("a CPU has no memory of its own");
  }

  @Override
  public List<Map<String, Object>> measure(GpuJob job) {
    memory.mark();
    return switch (job.kind()) {
      case PEAK -> List.of(peak(job));
      case FULL, MIXED -> runs(job);
      case ENGINE -> engine(job);
      case PEER -> new PeerRun(settings, log).measure(job);
      case SOAK -> List.of(soak(job));
    };
  }

  private Map<String, Object> peak(GpuJob job) {
    Map<String, Object> cell = named(job, "matrix products");
    if (job.precision() == Precision.TF32 && !settings.device().isAccelerator()) {
      return skipped(cell, "TF32 is a mode of CUDA");
    }
    try (MatrixPeak peak =
        MatrixPeak.open(
            settings.device(), job.precision(), settings.peakSize(), settings.threads())) {
      Turns.Times times =
          Turns.measure(List.of(batch -> peak.run()), 1, settings.secondsPerCell()).get(0);
      cell.put("status", "ok");
      cell.put("matrix", settings.peakSize());
      cell.put("teraflops", peak.operations() * times.passesPerSecond() / 1e12);
      cell.putAll(times.json());
    }
    return cell;
  }

  /** Bare runs of one or both forms, in turns over the same batches. */
  private List<Map<String, Object>> runs(GpuJob job) {
    List<TokenSequence> rows =
        job.length() > 0
            ? TokenRows.full(job.batch(), job.length(), vocabulary(job), SEED)
            : TokenRows.random(settings.mixed(), vocabulary(job), SEED);
    List<Batch> batches = TokenRows.batches(rows, job.batch());
    List<Map<String, Object>> cells = new ArrayList<>();
    List<BareRun> sessions = new ArrayList<>();
    List<Map<String, Object>> running = new ArrayList<>();
    try {
      for (GraphForm form : job.forms()) {
        Map<String, Object> cell = named(job, form.toString());
        cells.add(cell);
        Optional<String> objection =
            Availability.objection(settings.device(), form, job.precision());
        if (objection.isPresent()) {
          skipped(cell, objection.get());
          continue;
        }
        BareRun session = open(job, form, largest(batches));
        sessions.add(session);
        if (checked(job, session, cell)) {
          running.add(cell);
        } else {
          sessions.remove(session);
          session.close();
        }
      }
      time(job, batches, sessions, running);
    } finally {
      sessions.forEach(BareRun::close);
    }
    return cells;
  }

  private void time(
      GpuJob job, List<Batch> batches, List<BareRun> sessions, List<Map<String, Object>> cells) {
    if (sessions.isEmpty()) {
      return;
    }
    List<Turns.Contestant> contestants = new ArrayList<>();
    for (BareRun session : sessions) {
      contestants.add(batch -> session.run(batches.get(batch).tokens()));
    }
    List<Turns.Times> times = Turns.measure(contestants, batches.size(), settings.secondsPerCell());
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).put("status", "ok");
      cells.get(i).putAll(figures(job, batches, times.get(i).passesPerSecond()));
      cells.get(i).putAll(times.get(i).json());
      cells.get(i).put("memory", memory.json());
    }
  }

  /** Rates of texts, tokens and operations; padding counts nowhere but where it is named. */
  Map<String, Object> figures(GpuJob job, List<Batch> batches, double passesPerSecond) {
    UsefulWork work = UsefulWork.of(job.shape().config());
    long texts = 0;
    long tokens = 0;
    long padded = 0;
    double operations = 0;
    for (Batch batch : batches) {
      texts += batch.lengths().length;
      padded += (long) batch.tokens().rows() * batch.tokens().length();
      for (int length : batch.lengths()) {
        tokens += length;
      }
      operations += work.operations(batch.lengths());
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("texts", texts);
    figures.put("paddedOfRealTokens", (double) padded / tokens);
    figures.put("sequencesPerSecond", texts * passesPerSecond);
    figures.put("realTokensPerSecond", tokens * passesPerSecond);
    figures.put("teraflops", operations * passesPerSecond / 1e12);
    double peak = result.peak(job.precision());
    if (peak > 0) {
      figures.put("ofPeak", operations * passesPerSecond / peak);
    }
    return figures;
  }

  private List<Map<String, Object>> engine(GpuJob job) {
    Map<String, Object> through = named(job, "engine");
    Map<String, Object> bare = named(job, "bare, sorted");
    Optional<String> objection =
        Availability.objection(settings.device(), GraphForm.PADDED, job.precision());
    if (objection.isPresent()) {
      return List.of(skipped(through, objection.get()));
    }
    String variant = graphs.variant(job.shape(), GraphForm.PADDED, job.precision());
    try (EngineTexts engine =
        EngineTexts.open(graphs.directory(job.shape()), variant, settings, cache())) {
      List<Batch> batches =
          TokenRows.sorted(engine.tokens(), EngineTexts.MOST_TOKENS, EngineTexts.MOST_ROWS);
      try (BareRun session = open(job, GraphForm.PADDED, largest(batches))) {
        if (!checked(job, session, bare)) {
          return List.of(bare);
        }
        Turns.Contestant runs = ignored -> batches.forEach(batch -> session.run(batch.tokens()));
        Turns.Contestant classify = ignored -> engine.classifyAll();
        List<Turns.Times> times =
            Turns.measure(List.of(runs, classify), 1, settings.secondsPerCell());
        bare.put("status", "ok");
        bare.putAll(figures(job, batches, times.get(0).passesPerSecond()));
        bare.put("memory", memory.json());
        through.put("status", "ok");
        through.putAll(figures(job, batches, times.get(1).passesPerSecond()));
        through.remove("paddedOfRealTokens"); // the engine chooses its batches itself
        through.put("memory", memory.json());
      }
    }
    return List.of(through, bare);
  }

  /** Runs of shapes as they come; memory before, after and at most. */
  private Map<String, Object> soak(GpuJob job) {
    Map<String, Object> cell = named(job, "padded");
    Optional<String> objection =
        Availability.objection(settings.device(), GraphForm.PADDED, job.precision());
    if (objection.isPresent()) {
      return skipped(cell, objection.get());
    }
    int longest = settings.mixed().stream().mapToInt(Integer::intValue).max().orElse(1);
    Random random = new Random(SEED);
    List<TokenSequence> rows = TokenRows.random(settings.mixed(), vocabulary(job), SEED);
    try (BareRun session = open(job, GraphForm.PADDED, new BatchShape(SOAK_ROWS, longest))) {
      TokenBatch batch = new TokenBatch();
      long warm = settings.soakRuns() / 10;
      List<Long> samples = new ArrayList<>();
      for (int run = 0; run < settings.soakRuns(); run++) {
        List<TokenSequence> chosen = new ArrayList<>();
        int count = 1 + random.nextInt(SOAK_ROWS);
        for (int row = 0; row < count; row++) {
          chosen.add(rows.get(random.nextInt(rows.size())));
        }
        TokenRows.fill(batch, chosen);
        session.run(batch);
        if (run >= warm && run % Math.max(1, settings.soakRuns() / 50) == 0) {
          samples.add(memory.lastMiB());
        }
      }
      samples.add(memory.lastMiB());
      cell.put("status", "ok");
      cell.put("runs", settings.soakRuns());
      cell.put("firstMiB", samples.get(0));
      cell.put("lastMiB", samples.get(samples.size() - 1));
      cell.put("memory", memory.json());
      cell.put("samplesMiB", samples);
    }
    return cell;
  }

  private BareRun open(GpuJob job, GraphForm form, BatchShape largest) {
    String variant = graphs.variant(job.shape(), form, job.precision());
    return BareRun.open(
        graphs.file(job.shape(), variant),
        settings.device(),
        job.precision(),
        settings.threads(),
        largest,
        cache());
  }

  /** Compares with single precision on the CPU, in a batch that has padding. */
  private boolean checked(GpuJob job, BareRun session, Map<String, Object> cell) {
    Batch probe = Batch.of(TokenRows.random(PROBE, vocabulary(job), SEED));
    float[][] reference =
        references.computeIfAbsent(
            job.shape(),
            shape -> {
              Path original = graphs.directory(shape).resolve("model.onnx");
              try (BareRun cpu =
                  BareRun.open(
                      original,
                      Device.CPU,
                      Precision.FP32,
                      settings.threads(),
                      new BatchShape(1, 1),
                      cache())) {
                return cpu.logits(probe.tokens());
              }
            });
    Agreement agreement = Agreement.of(job.precision(), reference, session.logits(probe.tokens()));
    cell.put("check", agreement.json());
    if (!agreement.good()) {
      cell.put("status", "incorrect");
      cell.put("reason", agreement.objection());
      log.accept(job.id() + ": incorrect: " + agreement.objection());
    }
    return agreement.good();
  }

  private static BatchShape largest(List<Batch> batches) {
    int rows = batches.stream().mapToInt(batch -> batch.tokens().rows()).max().orElse(1);
    int length = batches.stream().mapToInt(batch -> batch.tokens().length()).max().orElse(1);
    return new BatchShape(rows, length);
  }

  private Path cache() {
    return settings.work().resolve("tensorrt");
  }

  private static int vocabulary(GpuJob job) {
    return job.shape().config().vocabularySize();
  }

  static Map<String, Object> named(GpuJob job, String contestant) {
    Map<String, Object> cell = new LinkedHashMap<>();
    if (job.model() != null) {
      cell.put("model", job.model().toString());
    }
    cell.put("precision", job.precision().toString());
    if (job.batch() > 0) {
      cell.put("batch", job.batch());
      cell.put("length", job.length() > 0 ? job.length() : "mixed");
    }
    cell.put("contestant", contestant);
    return cell;
  }

  static Map<String, Object> skipped(Map<String, Object> cell, String reason) {
    cell.put("status", "skipped");
    cell.put("reason", reason);
    return cell;
  }

  @Override
  public void close() {
    memory.close();
  }
}
