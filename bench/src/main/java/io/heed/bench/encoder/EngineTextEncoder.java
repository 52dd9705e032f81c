package io.heed.bench.encoder;

import io.heed.engine.batch.BatchPolicy;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.BatchScheduler;
import io.heed.engine.batch.EqualLengthBatchPolicy;
import io.heed.engine.batch.Priority;
import io.heed.engine.batch.QueueLimits;
import io.heed.engine.batch.Request;
import io.heed.engine.error.EngineException;
import io.heed.engine.label.EmbeddingHead;
import io.heed.engine.label.Pooling;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.runtime.OutputSpec;
import io.heed.engine.runtime.OutputTensor;
import io.heed.engine.runtime.ort.OrtBackend;
import io.heed.engine.runtime.ort.OrtOptions;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The engine's stages: its tokenizer on the caller's thread, its scheduler and lanes, its runner
 * and its head. Thread-safe; owns them all. Assembled here and not opened as a task, so that
 * prepared token ids can be submitted and policies compared.
 */
public final class EngineTextEncoder implements TextEncoder {
  private static final EmbeddingHead HEAD = new EmbeddingHead(Pooling.MEAN, false);
  private static final long MANY_TOKENS = Integer.MAX_VALUE;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final TextTokenizer tokenizer;
  private final OrtBackend backend;
  private final BatchScheduler<ModelOutputs> scheduler;
  private final long deadlineNanos;

  private EngineTextEncoder(EncoderModel model, Setup setup, int queueCapacity, long deadline) {
    this.deadlineNanos = deadline;
    this.tokenizer = model.openTokenizer();
    this.backend =
        OrtBackend.load(
            model.graph(),
            List.of(OutputSpec.hiddenStates()),
            new OrtOptions(setup.threadsOfARun(), Device.CPU, Map.of()));
    List<BatchRunner<ModelOutputs>> runners = new ArrayList<>();
    for (int lane = 0; lane < setup.lanes(); lane++) {
      runners.add(backend.newRunner());
    }
    this.scheduler =
        new BatchScheduler<>(
            runners,
            setup.policy(),
            new QueueLimits(setup.lanes() + queueCapacity, MANY_TOKENS),
            model.padTokenId(),
            System::nanoTime,
            EngineMetrics.NONE);
  }

  /**
   * How the engine is set up.
   *
   * @param name for people
   * @param lanes runs at a time
   * @param threadsOfARun threads that share the work of a run
   */
  public record Setup(String name, BatchPolicy policy, int lanes, int threadsOfARun) {
    /** The default on a CPU: a lane a core, one text a run. */
    public static Setup singleText(int threads) {
      return new Setup("engine, one text a run", EqualLengthBatchPolicy.of(1), threads, 1);
    }
  }

  /**
   * Opens an encoder.
   *
   * @param queueCapacity the texts that may wait beside those that run; one more is refused
   * @param deadline of each request; zero for none
   */
  public static EngineTextEncoder open(
      EncoderModel model, Setup setup, int queueCapacity, Duration deadline) {
    return new EngineTextEncoder(model, setup, queueCapacity, deadline.toNanos());
  }

  @Override
  public CompletableFuture<float[]> submit(String text) {
    long arrival = System.nanoTime();
    try {
      scheduler.requireRoom();
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(translated(e));
    }
    return submit(arrival, tokenizer.encode(text));
  }

  @Override
  public CompletableFuture<float[]> submit(TokenSequence tokens) {
    return submit(System.nanoTime(), tokens);
  }

  private CompletableFuture<float[]> submit(long arrival, TokenSequence tokens) {
    long deadline = deadlineNanos == 0 ? Request.NEVER : arrival + deadlineNanos;
    Request<ModelOutputs, float[]> request =
        new Request<>(tokens, Priority.NORMAL, deadline, EngineTextEncoder::pool);
    try {
      scheduler.submit(request);
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(translated(e));
    }
    return request.future().exceptionally(EngineTextEncoder::rethrow);
  }

  private static float[] pool(
      ModelOutputs outputs, int row, Request<ModelOutputs, float[]> request) {
    OutputTensor states = outputs.first();
    int tokens = request.tokens().length();
    long[] mask = new long[tokens];
    Arrays.fill(mask, 1);
    return HEAD.embedding(states.row(row, states.rowSize() / outputs.length() * tokens), mask);
  }

  private static float[] rethrow(Throwable failure) {
    Throwable translated = failure instanceof EngineException known ? translated(known) : failure;
    throw new java.util.concurrent.CompletionException(translated);
  }

  private static Exception translated(EngineException failure) {
    return switch (failure.kind()) {
      case OVERLOADED, CLOSED -> new RejectedExecutionException(failure.getMessage(), failure);
      case DEADLINE_EXCEEDED -> new TimeoutException(failure.getMessage());
      case INVALID_INPUT, MODEL, RUNTIME, CANCELLED -> failure;
    };
  }

  @Override
  public void close() {
    scheduler.close(CLOSE_PATIENCE);
    backend.close();
    tokenizer.close();
  }
}
