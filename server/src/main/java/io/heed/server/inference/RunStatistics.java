package io.heed.server.inference;

import io.heed.engine.metrics.EngineMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the runs of a model by the rows they had. Thread-safe. */
public final class RunStatistics implements EngineMetrics {
  private final Map<Integer, Row> byRows = new ConcurrentSkipListMap<>();

  /**
   * The runs of one size so far.
   *
   * @param rows of each run
   * @param runs how many there were
   * @param runNanos that they took together
   */
  public record Runs(int rows, long runs, long runNanos) {}

  @Override
  public void ran(int rows, long tokens, long paddedTokens, long runNanos) {
    Row row = byRows.get(rows);
    if (row == null) {
      row = byRows.computeIfAbsent(rows, key -> new Row(new LongAdder(), new LongAdder()));
    }
    row.runs.increment();
    row.nanos.add(runNanos);
  }

  /** Forgets the runs so far: those of a warm-up, before anybody else runs the model. */
  void reset() {
    byRows.clear();
  }

  /** All sizes that there were, smallest first. */
  public List<Runs> snapshot() {
    List<Runs> all = new ArrayList<>();
    byRows.forEach((rows, row) -> all.add(new Runs(rows, row.runs.sum(), row.nanos.sum())));
    return all;
  }

  private record Row(LongAdder runs, LongAdder nanos) {}
}
