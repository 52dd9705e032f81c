package io.heed.bench.encoder;

import io.heed.engine.token.TextTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The leanest loop known: one text a run and a thread a core, on {@link SingleTextRun}. Each worker
 * takes the next text; the session is the caller's.
 */
public final class SingleTextEncoder implements BulkEncoder {
  private final TextTokenizer tokenizer;
  private final List<SingleTextRun> runs = new ArrayList<>();
  private final Workers workers;

  private SingleTextEncoder(EncoderSession session, EncoderModel model, int threads) {
    this.tokenizer = model.openTokenizer();
    for (int i = 0; i < threads; i++) {
      runs.add(new SingleTextRun(session, tokenizer.maxLength()));
    }
    this.workers = new Workers("single-text", threads);
  }

  /** A loop of so many threads over a session of the same model. */
  public static SingleTextEncoder of(EncoderSession session, EncoderModel model, int threads) {
    return new SingleTextEncoder(session, model, threads);
  }

  @Override
  public float[][] encode(List<EncoderText> texts, TokenSource source) {
    float[][] vectors = new float[texts.size()][];
    AtomicInteger next = new AtomicInteger();
    workers.run(
        worker -> {
          SingleTextRun run = runs.get(worker);
          int text = next.getAndIncrement();
          while (text < vectors.length) {
            vectors[text] = run.encode(source.of(texts.get(text), tokenizer));
            text = next.getAndIncrement();
          }
        });
    return vectors;
  }

  @Override
  public void close() {
    workers.close();
    runs.forEach(SingleTextRun::close);
    tokenizer.close();
  }
}
