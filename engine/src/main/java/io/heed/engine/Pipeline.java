package io.heed.engine;

import io.heed.engine.JoinedAnswer.Timed;
import io.heed.engine.MeasuredTokenizer.Tokenized;
import io.heed.engine.batch.BatchRunner;
import io.heed.engine.batch.BatchScheduler;
import io.heed.engine.batch.Request;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.InferenceBackend;
import io.heed.engine.runtime.ModelOutputs;
import io.heed.engine.token.TokenSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The stages, wired: tokens on the caller's thread, then queue, run and decoding. Thread-safe; owns
 * tokenizer, backends and scheduler. The tasks differ in their jobs only.
 */
final class Pipeline implements AutoCloseable {
  /** Texts tokenised before the first of them is queued: enough to find equal lengths among. */
  private static final int WINDOW = 256;

  /** From here on a deadline is none; as nanoseconds it might not be a number. */
  private static final Duration LONGEST_PATIENCE = Duration.ofDays(36_500);

  private final MeasuredTokenizer tokenizer;
  private final List<InferenceBackend> backends;
  private final BatchScheduler<ModelOutputs> scheduler;
  private final int maxInFlight;

  Pipeline(
      MeasuredTokenizer tokenizer,
      List<InferenceBackend> backends,
      BatchScheduler<ModelOutputs> scheduler,
      int maxInFlight) {
    this.tokenizer = tokenizer;
    this.backends = backends;
    this.scheduler = scheduler;
    this.maxInFlight = maxInFlight;
  }

  MeasuredTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * This pipeline, if there is room for a request; asked for before its tokens are made, so that a
   * refusal costs none of the time that is short then.
   *
   * @throws EngineException of kind OVERLOADED or CLOSED
   */
  Pipeline withRoom() {
    scheduler.requireRoom();
    return this;
  }

  /** Blocks until the answer is there; on the caller's thread if the engine is idle. */
  <P, T> T call(Tokenized text, RequestOptions options, Decoding<P, T> decoding) {
    long deadline = deadline(options, text.nanos());
    return scheduler.call(answer(text.tokens(), text.nanos(), options, deadline, decoding));
  }

  /** Blocks until the answer is there; a single run on the caller's thread if possible. */
  <P, T> T call(Job<P, T> job, RequestOptions options) {
    return job.windows().size() == 1
        ? call(new Tokenized(job.windows().get(0), job.tokenizeNanos()), options, job.decoding())
        : BatchScheduler.await(submit(job, options));
  }

  /** Enqueues. */
  <P, T> CompletableFuture<T> submit(Job<P, T> job, RequestOptions options) {
    return enter(job, options, scheduler::submit);
  }

  /** Answers in the order of the inputs; waits for room instead of being refused. */
  <I, T> List<T> callAll(List<I> inputs, RequestOptions options, Job.Maker<I, T> maker) {
    List<CompletableFuture<T>> answers = new ArrayList<>(inputs.size());
    List<CompletableFuture<T>> window = List.of();
    int[] runs = new int[inputs.size()];
    int inFlight = 0;
    int joined = 0;
    try {
      for (int start = 0; start < inputs.size(); start += WINDOW) {
        List<Job<?, T>> jobs = new ArrayList<>();
        for (int i = start; i < Math.min(start + WINDOW, inputs.size()); i++) {
          jobs.add(maker.job(inputs.get(i), i));
          runs[i] = jobs.get(i - start).windows().size();
        }
        window = new ArrayList<>(Collections.nCopies(jobs.size(), new CompletableFuture<>()));
        for (int index : byLength(jobs)) {
          inFlight += runs[start + index];
          while (inFlight > maxInFlight && joined < start) {
            inFlight -= runs[joined];
            BatchScheduler.await(answers.get(joined++));
          }
          window.set(index, submitWhenAdmitted(jobs.get(index), options));
        }
        answers.addAll(window);
      }
      List<T> results = new ArrayList<>(inputs.size());
      for (CompletableFuture<T> answer : answers) {
        results.add(BatchScheduler.await(answer));
      }
      return results;
    } catch (RuntimeException e) {
      window.forEach(answer -> answer.cancel(false));
      answers.forEach(answer -> answer.cancel(false));
      throw e;
    }
  }

  /** Enqueues as soon as there is room; blocks until then. */
  <P, T> CompletableFuture<T> submitWhenAdmitted(Job<P, T> job, RequestOptions options) {
    return enter(job, options, scheduler::submitWhenAdmitted);
  }

  /** How many answers of a list or stream may be open at a time. */
  int maxInFlight() {
    return maxInFlight;
  }

  private <P, T> CompletableFuture<T> enter(
      Job<P, T> job, RequestOptions options, Consumer<Request<ModelOutputs, ?>> entrance) {
    long deadline = deadline(options, job.tokenizeNanos());
    if (job.windows().size() == 1) {
      Request<ModelOutputs, T> request =
          answer(job.windows().get(0), job.tokenizeNanos(), options, deadline, job.decoding());
      entrance.accept(request);
      return request.future();
    }
    List<Request<ModelOutputs, Timed<P>>> requests = new ArrayList<>(job.windows().size());
    for (TokenSequence window : job.windows()) {
      long nanos = requests.isEmpty() ? job.tokenizeNanos() : 0;
      requests.add(part(window, nanos, options, deadline, job.decoding()));
    }
    CompletableFuture<T> answer =
        JoinedAnswer.of(requests.stream().map(Request::future).toList(), job.decoding());
    try {
      requests.forEach(entrance);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      throw e;
    }
    return answer;
  }

  private static <P, T> Request<ModelOutputs, T> answer(
      TokenSequence tokens,
      long nanos,
      RequestOptions options,
      long deadline,
      Decoding<P, T> decoding) {
    return new Request<>(
        tokens,
        options.priority(),
        deadline,
        (outputs, row, request) ->
            decoding.whole(
                List.of(decoding.part(outputs, row, request.tokens())), times(nanos, request)));
  }

  private static <P> Request<ModelOutputs, Timed<P>> part(
      TokenSequence tokens,
      long nanos,
      RequestOptions options,
      long deadline,
      Decoding<P, ?> decoding) {
    return new Request<>(
        tokens,
        options.priority(),
        deadline,
        (outputs, row, request) ->
            new Timed<>(decoding.part(outputs, row, request.tokens()), times(nanos, request)));
  }

  private static StageTimes times(long tokenizeNanos, Request<?, ?> request) {
    return new StageTimes(tokenizeNanos, request.queueNanos(), request.runNanos());
  }

  /** When the patience ends, which began before the tokens were made. */
  private long deadline(RequestOptions options, long tokenizeNanos) {
    return options
        .deadline()
        .filter(patience -> patience.compareTo(LONGEST_PATIENCE) < 0)
        .map(patience -> scheduler.nanoTime() + patience.toNanos() - tokenizeNanos)
        .orElse(Request.NEVER);
  }

  /** The indices, those of short inputs first, so that equal lengths wait side by side. */
  private static <T> List<Integer> byLength(List<Job<?, T>> jobs) {
    return IntStream.range(0, jobs.size())
        .boxed()
        .sorted(Comparator.comparingInt(i -> jobs.get(i).length()))
        .toList();
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

  /** The runners of all lanes, spread over the backends. */
  static List<BatchRunner<ModelOutputs>> runners(List<InferenceBackend> backends, int lanes) {
    List<BatchRunner<ModelOutputs>> runners = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      runners.add(backends.get(lane % backends.size()).newRunner());
    }
    return runners;
  }
}
