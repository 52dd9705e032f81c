package io.heed.bench.encoder;

import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The plainest text encoder there is: a thread pool with a bounded queue, each thread with a {@link
 * SingleTextRun}, the tokenizer on the same thread. No deadlines, no batches. Thread-safe; owns the
 * session.
 */
public final class ExecutorTextEncoder implements TextEncoder {
  private static final int CLOSE_SECONDS = 30;

  private final EncoderSession session;
  private final TextTokenizer tokenizer;
  private final List<SingleTextRun> runs = new ArrayList<>();
  private final BlockingQueue<SingleTextRun> idle;
  private final ThreadPoolExecutor threads;

  private ExecutorTextEncoder(EncoderModel model, int threads, int queueCapacity) {
    this.session = EncoderSession.open(model, 1);
    this.tokenizer = model.openTokenizer();
    this.idle = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      runs.add(new SingleTextRun(session, tokenizer.maxLength()));
    }
    idle.addAll(runs);
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueCapacity),
            Workers.named("executor-encoder"));
  }

  /**
   * An encoder with so many threads.
   *
   * @param queueCapacity the texts that may wait for a thread; one more is refused
   */
  public static ExecutorTextEncoder open(EncoderModel model, int threads, int queueCapacity) {
    return new ExecutorTextEncoder(model, threads, queueCapacity);
  }

  @Override
  public CompletableFuture<float[]> submit(String text) {
    return submit(() -> tokenizer.encode(text));
  }

  @Override
  public CompletableFuture<float[]> submit(TokenSequence tokens) {
    return submit(() -> tokens);
  }

  private CompletableFuture<float[]> submit(Callable<TokenSequence> tokens) {
    Request request = new Request(tokens);
    try {
      threads.execute(request);
    } catch (RejectedExecutionException e) {
      request.answer.completeExceptionally(e);
    }
    return request.answer;
  }

  private final class Request implements Runnable {
    private final Callable<TokenSequence> tokens;
    private final CompletableFuture<float[]> answer = new CompletableFuture<>();

    Request(Callable<TokenSequence> tokens) {
      this.tokens = tokens;
    }

    @Override
    public void run() {
      float[] vector;
      SingleTextRun run = idle.remove(); // as many as there are threads
      try {
        vector = run.encode(tokens.call());
      } catch (Exception e) {
        answer.completeExceptionally(e);
        return;
      } finally {
        idle.add(run);
      }
      answer.complete(vector);
    }
  }

  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((Request) waiting).answer.completeExceptionally(new RejectedExecutionException("closed"));
    }
    try {
      if (threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        runs.forEach(SingleTextRun::close);
        session.close();
        tokenizer.close();
      } // else leaked: a run still writes into it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
