package io.heed.engine;

import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.BatchScheduler;
import io.heed.engine.batch.Request;
import io.heed.engine.batch.RowDecoder;
import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.TokenizeEvent;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.token.TextTokenizer;
import io.heed.engine.token.TokenSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The stages, wired: tokens on the caller's thread, then queue, run and decoding. Thread-safe; owns
 * tokenizer, backends and scheduler. The tasks differ in their decoders only.
 */
final class Pipeline implements AutoCloseable {
  /** Texts tokenised before the first of them is queued: enough to find equal lengths among. */
  private static final int WINDOW = 256;

  private final TextTokenizer tokenizer;
  private final List<InferenceBackend> backends;
  private final BatchScheduler<ModelOutputs> scheduler;
  private final EngineMetrics metrics;
  private final int maxInFlight;

  Pipeline(
      TextTokenizer tokenizer,
      List<InferenceBackend> backends,
      BatchScheduler<ModelOutputs> scheduler,
      EngineMetrics metrics,
      int maxInFlight) {
    this.tokenizer = tokenizer;
    this.backends = backends;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.maxInFlight = maxInFlight;
  }

  TextTokenizer tokenizer() {
    return tokenizer;
  }

  /** A text as tokens, and what making them took. */
  record Tokenized(TokenSequence tokens, long nanos) {}

  /** Blocks until the answer is there; on the caller's thread if the engine is idle. */
  <T> T call(String text, RequestOptions options, TimedDecoder<T> decoder) {
    return scheduler.call(request(tokenize(text, 0), options, decoder));
  }

  /** Tokenises and enqueues. */
  <T> CompletableFuture<T> submit(String text, RequestOptions options, TimedDecoder<T> decoder) {
    Request<ModelOutputs, T> request = request(tokenize(text, 0), options, decoder);
    scheduler.submit(request);
    return request.future();
  }

  /** Enqueues what was tokenised before. */
  <T> CompletableFuture<T> submit(Tokenized text, RequestOptions options, TimedDecoder<T> decoder) {
    Request<ModelOutputs, T> request = request(text, options, decoder);
    scheduler.submit(request);
    return request.future();
  }

  /** Answers in the order of the texts; waits for room instead of being refused. */
  <T> List<T> callAll(List<String> texts, RequestOptions options, TimedDecoder<T> decoder) {
    List<CompletableFuture<T>> answers = new ArrayList<>(texts.size());
    int joined = 0;
    try {
      for (int start = 0; start < texts.size(); start += WINDOW) {
        int end = Math.min(start + WINDOW, texts.size());
        Tokenized[] window = new Tokenized[end - start];
        for (int i = 0; i < window.length; i++) {
          window[i] = tokenize(texts.get(start + i), start + i);
        }
        Integer[] order = byLength(window);
        List<CompletableFuture<T>> futures = new ArrayList<>(Arrays.asList(newArray(order.length)));
        for (int index : order) {
          while (start + futures.size() - joined > maxInFlight && joined < start) {
            join(answers.get(joined++));
          }
          Request<ModelOutputs, T> request = request(window[index], options, decoder);
          scheduler.submitWhenAdmitted(request);
          futures.set(index, request.future());
        }
        answers.addAll(futures);
      }
      List<T> results = new ArrayList<>(texts.size());
      for (CompletableFuture<T> answer : answers) {
        results.add(join(answer));
      }
      return results;
    } catch (RuntimeException e) {
      answers.forEach(answer -> answer.cancel(false));
      throw e;
    }
  }

  /** Answers in the order of the texts, of which few are read ahead; lazy. */
  <T> Iterator<T> callEach(
      Iterator<String> texts, RequestOptions options, TimedDecoder<T> decoder) {
    return new Iterator<>() {
      private final Deque<CompletableFuture<T>> ahead = new ArrayDeque<>();
      private int index;

      @Override
      public boolean hasNext() {
        return !ahead.isEmpty() || texts.hasNext();
      }

      @Override
      public T next() {
        while (ahead.size() < maxInFlight && texts.hasNext()) {
          Request<ModelOutputs, T> request =
              request(tokenize(texts.next(), index++), options, decoder);
          scheduler.submitWhenAdmitted(request);
          ahead.add(request.future());
        }
        return join(ahead.remove());
      }
    };
  }

  /**
   * The token ids of a text.
   *
   * @param index of the text in the caller's list, for messages
   */
  Tokenized tokenize(String text, int index) {
    return tokenize(text, index, tokenizer::encode);
  }

  @SuppressWarnings("ConstantValue") // callers without null checks do pass null
  private Tokenized tokenize(String text, int index, Function<String, TokenSequence> encode) {
    if (text == null) {
      throw EngineException.invalidInput(index, "null, expected a string");
    }
    TokenizeEvent event = TokenizeEvent.begun();
    long start = System.nanoTime();
    TokenSequence tokens = encode.apply(text);
    long nanos = System.nanoTime() - start;
    event.finish(text.length(), tokens.length());
    metrics.tokenized(tokens.length(), nanos);
    if (tokens.length() == 0) {
      String found = text.isBlank() ? "blank" : "has no tokens";
      throw EngineException.invalidInput(
          index, found + ", expected at least one word the tokenizer can make a token of");
    }
    return new Tokenized(tokens, nanos);
  }

  private <T> Request<ModelOutputs, T> request(
      Tokenized text, RequestOptions options, TimedDecoder<T> decoder) {
    long deadline =
        options
            .deadline()
            .map(patience -> scheduler.nanoTime() + patience.toNanos() - text.nanos())
            .orElse(Request.NEVER);
    RowDecoder<ModelOutputs, T> timed =
        (outputs, row, request) ->
            decoder.decode(
                outputs,
                row,
                request.tokens(),
                new StageTimes(text.nanos(), request.queueNanos(), request.runNanos()));
    return new Request<>(text.tokens(), options.priority(), deadline, timed);
  }

  private static <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw EngineException.wrap(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The indices, those of short texts first, so that texts of equal length wait side by side. */
  private static Integer[] byLength(Tokenized[] window) {
    Integer[] order = new Integer[window.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> window[i].tokens().length()));
    return order;
  }

  @SuppressWarnings("unchecked")
  private static <T> CompletableFuture<T>[] newArray(int length) {
    return (CompletableFuture<T>[]) new CompletableFuture<?>[length];
  }

  /** Lets what is inside come to its end, then frees everything. */
  @Override
  public void close() {
    try {
      scheduler.close();
    } finally {
      backends.forEach(InferenceBackend::close);
      tokenizer.close();
    }
  }

  /** Makes the answer for a row, with the times it took. */
  @FunctionalInterface
  interface TimedDecoder<T> {
    T decode(ModelOutputs outputs, int row, TokenSequence tokens, StageTimes times);
  }

  /** The runners of all lanes, spread over the backends. */
  static List<BatchRunner<ModelOutputs>> runners(List<InferenceBackend> backends, int lanes) {
    List<BatchRunner<ModelOutputs>> runners = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      runners.add(backends.get(lane % backends.size()).newRunner());
    }
    return runners;
  }
}
