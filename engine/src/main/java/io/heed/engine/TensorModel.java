package io.heed.engine;

import io.heed.engine.batch.Request;
import io.heed.engine.batch.SoloRequest;
import io.heed.engine.batch.SoloScheduler;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.runtime.TensorDescription;
import io.heed.engine.runtime.TensorRunner;
import io.heed.engine.runtime.TensorSignature;
import io.heed.engine.runtime.ort.OrtTensorBackend;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Any ONNX model, run with raw tensors: named inputs in, named outputs out, whatever they mean.
 * Thread-safe; owns native memory and threads until {@link #close}.
 *
 * <pre>{@code
 * try (TensorModel model = TensorModel.load(Path.of("simple/1/model.onnx"))) {
 *   TensorOutputs outputs = model.run(Map.of("INPUT0", a, "INPUT1", b));
 *   RawTensor sum = outputs.get("OUTPUT0");
 * }
 * }</pre>
 *
 * <p>Each request is one run: nothing is batched across requests, since nobody said which axis
 * counts what. A request is checked against {@link #inputs} first, then admitted or refused at once
 * (kind OVERLOADED); those admitted wait for a lane by priority. A deadline that passes fails the
 * request, before its run if it still waits. Cancelling the future takes a waiting request out at
 * once; a run under way comes to its end.
 *
 * <p>Input tensors are not copied if they lie in direct memory: nobody may write into them or free
 * them while a run may read them. A blocking call is done with them when it returns or throws; of
 * an asynchronous one the callback {@code released} tells, the future does not, if it was
 * cancelled.
 *
 * <p>Strings must be UTF-8. NUL and characters beyond U+FFFF come back as they went in, but the
 * graph sees them as the JVM's modified UTF-8, so that they differ from its own constants; and such
 * characters in a graph's own constants come out wrong.
 */
public final class TensorModel implements AutoCloseable {
  private static final Duration LONGEST_PATIENCE = Duration.ofDays(36_500);

  private final List<OrtTensorBackend> backends;
  private final TensorSignature signature;
  private final SoloScheduler<TensorRunner> scheduler;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Over models that are the same on one or more devices. */
  TensorModel(List<OrtTensorBackend> backends, SoloScheduler<TensorRunner> scheduler) {
    this.backends = List.copyOf(backends);
    this.signature = backends.get(0).signature();
    this.scheduler = scheduler;
  }

  /**
   * Loads an ONNX file, whose weights may lie in files beside it.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TensorModel load(Path file) {
    return builder(file).build();
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static TensorModel load(ModelDirectory directory) {
    return builder(directory).build();
  }

  /** A builder for an ONNX file, for other than the defaults. */
  public static TensorModelBuilder builder(Path file) {
    return new TensorModelBuilder(file);
  }

  /** A builder for a model directory, for other than the defaults. */
  public static TensorModelBuilder builder(ModelDirectory directory) {
    return new TensorModelBuilder(directory);
  }

  /** The inputs in the order of the graph; a request has a tensor for each. */
  public List<TensorDescription> inputs() {
    return signature.inputs();
  }

  /** The outputs in the order of the graph, those that are tensors. */
  public List<TensorDescription> outputs() {
    return signature.outputs();
  }

  /** Where it runs; of several devices the first. */
  public Device device() {
    return backends.get(0).device();
  }

  /** {@link #run(Map, Set, RequestOptions)} for all outputs, with the defaults. */
  public TensorOutputs run(Map<String, RawTensor> inputs) {
    return run(inputs, Set.of(), RequestOptions.DEFAULT);
  }

  /**
   * Runs the model; blocks until the outputs are there. An interrupt withdraws a request that
   * waits; a run under way comes to its end.
   *
   * @param wanted the names of outputs; none for all
   * @throws EngineException of kind INVALID_INPUT, naming input, what was found and expected, if
   *     the model cannot take the inputs or has no such output; OVERLOADED if too many are inside;
   *     DEADLINE_EXCEEDED; RUNTIME if the run fails; CANCELLED if the thread is interrupted while
   *     it waits; CLOSED after {@link #close}
   */
  public TensorOutputs run(
      Map<String, RawTensor> inputs, Set<String> wanted, RequestOptions options) {
    return scheduler.call(request(inputs, wanted, options, () -> {}));
  }

  /** {@link #runAsync(Map, Set, RequestOptions, Runnable)} without a callback. */
  public CompletableFuture<TensorOutputs> runAsync(
      Map<String, RawTensor> inputs, Set<String> wanted, RequestOptions options) {
    return runAsync(inputs, wanted, options, () -> {});
  }

  /**
   * Runs the model in the background; does not block.
   *
   * @param wanted the names of outputs; none for all
   * @param released called exactly once when the inputs are read no more, whatever became of the
   *     request: before the future is completed, but after it was cancelled; quick, since it may
   *     run in a lane
   * @return completes with the outputs, or exceptionally with an {@link EngineException} as {@link
   *     #run(Map, Set, RequestOptions)} throws, refusal included
   */
  public CompletableFuture<TensorOutputs> runAsync(
      Map<String, RawTensor> inputs,
      Set<String> wanted,
      RequestOptions options,
      Runnable released) {
    SoloRequest<TensorRunner, TensorOutputs> request;
    try {
      request = request(inputs, wanted, options, released);
    } catch (EngineException e) {
      released.run();
      return CompletableFuture.failedFuture(e);
    }
    try {
      scheduler.submit(request);
      return request.future();
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Frees the model after the requests inside, at most 30 s later; later calls are refused. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      scheduler.close();
      backends.forEach(OrtTensorBackend::close);
    }
  }

  private SoloRequest<TensorRunner, TensorOutputs> request(
      Map<String, RawTensor> inputs,
      Set<String> wanted,
      RequestOptions options,
      Runnable released) {
    signature.check(inputs);
    Map<String, RawTensor> tensors = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    Set<String> names = signature.wanted(wanted);
    long sizeBytes = 0;
    for (RawTensor tensor : tensors.values()) {
      sizeBytes += tensor.sizeBytes();
    }
    long deadline =
        options
            .deadline()
            .filter(after -> after.compareTo(LONGEST_PATIENCE) < 0)
            .map(after -> scheduler.nanoTime() + after.toNanos())
            .orElse(Request.NEVER);
    return new SoloRequest<>(
        sizeBytes,
        options.priority(),
        deadline,
        (runner, queueNanos) -> {
          long start = scheduler.nanoTime();
          Map<String, RawTensor> outputs = runner.run(tensors, names);
          return new TensorOutputs(
              outputs, new StageTimes(0, queueNanos, scheduler.nanoTime() - start));
        },
        released);
  }
}
