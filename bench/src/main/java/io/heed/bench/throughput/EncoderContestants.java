package io.heed.bench.throughput;

import io.heed.bench.encoder.BulkEncoder;
import io.heed.bench.encoder.EncoderModel;
import io.heed.bench.encoder.EncoderSession;
import io.heed.bench.encoder.EngineTextEncoder;
import io.heed.bench.encoder.PaddedBatchEncoder;
import io.heed.bench.encoder.SingleTextEncoder;
import io.heed.bench.encoder.SubmittingEncoder;
import io.heed.bench.encoder.TextEncoder;
import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who takes part: the rivals, padded batches of 8 and 32, each both as one session whose runs share
 * all cores and as a thread a core; the leanest loop, one text a run; and a text encoder that texts
 * are submitted to. Owns sessions and contestants, the given text encoder among them.
 */
public final class EncoderContestants implements AutoCloseable {
  /** Texts that the text encoder has unanswered at a time; its queue has room for them. */
  public static final int IN_FLIGHT = 256;

  private static final int[] BATCH_SIZES = {8, 32};

  private final List<Contestant> all = new ArrayList<>();
  private final EncoderSession shared;
  private final EncoderSession alone;

  private EncoderContestants(EncoderModel model, int threads) {
    this.shared = EncoderSession.open(model, threads);
    this.alone = EncoderSession.open(model, 1);
  }

  /**
   * Opens them.
   *
   * @param submitted the name of the text encoder
   */
  public static EncoderContestants open(
      EncoderModel model, int threads, String submitted, TextEncoder encoder) {
    EncoderContestants opened = new EncoderContestants(model, threads);
    for (int size : BATCH_SIZES) {
      opened.add(
          "padded " + size + ", runs of " + threads + " threads",
          true,
          PaddedBatchEncoder.of(opened.shared, model, size, 1));
      opened.add(
          "padded " + size + ", " + threads + " runs at a time",
          true,
          PaddedBatchEncoder.of(opened.alone, model, size, threads));
    }
    opened.add("single text", false, SingleTextEncoder.of(opened.alone, model, threads));
    opened.add(submitted, false, SubmittingEncoder.of(encoder, IN_FLIGHT));
    return opened;
  }

  /**
   * Adds the engine in other ways than the default: which texts share a run, padded or not, and how
   * threads are spread over runs.
   */
  public void addPolicies(EncoderModel model, int threads) {
    List<EngineTextEncoder.Setup> setups =
        List.of(
            setup("engine, up to 4 of equal length", EqualLengthBatchPolicy.of(4), threads, 1),
            setup("engine, up to 8 of equal length", EqualLengthBatchPolicy.of(8), threads, 1),
            setup("engine, padded, 512 tokens", budget(512), threads, 1),
            setup("engine, padded, 2048 tokens", budget(2048), threads, 1),
            setup(
                "engine, one text, 1 run of " + threads + " threads",
                EqualLengthBatchPolicy.of(1),
                1,
                threads),
            setup(
                "engine, one text, " + 2 * threads + " lanes",
                EqualLengthBatchPolicy.of(1),
                2 * threads,
                1));
    for (EngineTextEncoder.Setup setup : setups) {
      TextEncoder encoder = EngineTextEncoder.open(model, setup, IN_FLIGHT, Duration.ZERO);
      add(setup.name(), false, SubmittingEncoder.of(encoder, IN_FLIGHT));
    }
  }

  private static EngineTextEncoder.Setup setup(
      String name, BatchPolicy policy, int lanes, int threadsOfARun) {
    return new EngineTextEncoder.Setup(name, policy, lanes, threadsOfARun);
  }

  /** Of those that wait, the nearest in length; up to 32 rows. */
  private static BatchPolicy budget(int tokens) {
    return TokenBudgetBatchPolicy.of(tokens, 32, IN_FLIGHT, 1);
  }

  private void add(String name, boolean rival, BulkEncoder encoder) {
    all.add(new Contestant(name, rival, encoder));
  }

  /** All of them. */
  public List<Contestant> all() {
    return List.copyOf(all);
  }

  @Override
  public void close() {
    all.forEach(contestant -> contestant.encoder().close());
    shared.close();
    alone.close();
  }
}
