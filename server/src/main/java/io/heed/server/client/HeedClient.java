package io.heed.server.client;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.binary.frame.LabelRows;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Heed server, over the lean binary protocol or gRPC. Thread-safe; keeps its
 * connections, and makes them anew where they are lost, until {@link #close}.
 *
 * <pre>{@code
 * try (HeedClient client = HeedClient.binary("localhost", 8003).model("ag-news").build()) {
 *   Prediction p = client.classify("Oil prices soar to an all-time record");
 *   CompletableFuture<Prediction> later = client.classifyAsync(text);
 * }
 * }</pre>
 *
 * <p>Methods that end in {@code Async} never block; what is hung on their futures runs on an event
 * loop and must not block either: give slow work an executor of its own ({@code thenApplyAsync}).
 * Failures are {@link ServerException}s with the server's {@link Status}; what is lost with a
 * connection fails as UNAVAILABLE. Cancelling a future tells the server.
 */
public final class HeedClient implements AutoCloseable {
  private final Transport transport;
  private final CallSettings defaults;
  private final int retries;

  HeedClient(Transport transport, CallSettings defaults, int retries) {
    this.transport = transport;
    this.defaults = defaults;
    this.retries = retries;
  }

  /** A client over the lean binary protocol ({@code server/BINARY_PROTOCOL.md}). */
  public static HeedClientBuilder binary(String host, int port) {
    return new HeedClientBuilder(true, host, port);
  }

  /** A client over gRPC, the Open Inference Protocol. */
  public static HeedClientBuilder grpc(String host, int port) {
    return new HeedClientBuilder(false, host, port);
  }

  /** What requests ask that say nothing else: a start for others. */
  public CallSettings defaults() {
    return defaults;
  }

  /**
   * Classifies a text; blocks until the answer is there.
   *
   * @throws ServerException what went wrong; CANCELLED if the thread is interrupted
   */
  public Prediction classify(String text) {
    return await(classifyAsync(text));
  }

  /** {@link #classify(String)} with other settings. */
  public Prediction classify(String text, CallSettings settings) {
    return await(classifyAsync(text, settings));
  }

  /**
   * Classifies texts in one request, as many as the server takes in one (256 unless told
   * otherwise); blocks until the answers are there, which stand in the order of the texts.
   *
   * @throws ServerException as {@link #classify(String)} does
   */
  public List<Prediction> classifyAll(List<String> texts) {
    return await(classifyAllAsync(texts));
  }

  /** {@link #classifyAsync(String, CallSettings)} with the defaults. */
  public CompletableFuture<Prediction> classifyAsync(String text) {
    return classifyAsync(text, defaults);
  }

  /**
   * Classifies a text.
   *
   * @return completes with the answer, or exceptionally with a {@link ServerException}, never
   *     wrapped; cancelling it cancels the request
   */
  public CompletableFuture<Prediction> classifyAsync(String text, CallSettings settings) {
    return classify(List.of(text), null, settings, rows -> Prediction.of(rows, 0));
  }

  /** Classifies a pair of texts, such as premise and hypothesis. */
  public CompletableFuture<Prediction> classifyAsync(
      String first, String second, CallSettings settings) {
    return classify(List.of(first), List.of(second), settings, rows -> Prediction.of(rows, 0));
  }

  /** {@link #classifyAllAsync(List, CallSettings)} with the defaults. */
  public CompletableFuture<List<Prediction>> classifyAllAsync(List<String> texts) {
    return classifyAllAsync(texts, defaults);
  }

  /** Classifies texts in one request; if one of them fails, all do. */
  public CompletableFuture<List<Prediction>> classifyAllAsync(
      List<String> texts, CallSettings settings) {
    return classify(List.copyOf(texts), null, settings, Prediction::all);
  }

  private <T> CompletableFuture<T> classify(
      List<String> texts,
      @Nullable List<String> seconds,
      CallSettings settings,
      Function<LabelRows, T> result) {
    ClassifyCall<T> call = new ClassifyCall<>(texts, seconds, settings, transport, retries, result);
    transport.send(call);
    return call;
  }

  /** {@link #runAsync(Map, Set, CallSettings)} for all outputs, with the defaults. */
  public CompletableFuture<Map<String, RawTensor>> runAsync(Map<String, RawTensor> inputs) {
    return runAsync(inputs, Set.of(), defaults);
  }

  /**
   * Runs a model with tensors: {@code input_ids}, {@code attention_mask} and the like in, {@code
   * logits} out. Nobody may write into the inputs before the answer is there.
   *
   * @param outputs the names of those that are wanted; none for all
   * @param settings but {@code topK}, which is for texts
   * @return as {@link #classifyAsync(String, CallSettings)}
   */
  public CompletableFuture<Map<String, RawTensor>> runAsync(
      Map<String, RawTensor> inputs, Set<String> outputs, CallSettings settings) {
    RunCall call =
        new RunCall(new LinkedHashMap<>(inputs), Set.copyOf(outputs), settings, transport, retries);
    transport.send(call);
    return call;
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new ServerException(Status.CANCELLED, "the thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServerException failure) {
        throw failure;
      }
      throw new ServerException(Status.INTERNAL, "unexpected: " + e.getCause(), e.getCause());
    }
  }

  /** Ends the connections; requests without an answer fail as UNAVAILABLE. Never blocks. */
  @Override
  public void close() {
    transport.close();
  }
}
