package io.heed.bench.throughput;

import io.heed.bench.encoder.BulkEncoder;
import io.heed.bench.encoder.EncoderModel;
import io.heed.bench.encoder.EncoderSession;
import io.heed.bench.encoder.PaddedBatchEncoder;
import io.heed.bench.encoder.SingleTextEncoder;
import io.heed.bench.encoder.SubmittingEncoder;
import io.heed.bench.encoder.TextEncoder;
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
