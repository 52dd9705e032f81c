package io.heed.server.inference;

import io.heed.engine.RequestOptions;
import io.heed.engine.StageTimes;
import io.heed.engine.runtime.RawTensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What a model answers about texts. Thread-safe.
 *
 * @param <A> the answer for one text
 */
interface TextTask<A> extends AutoCloseable {
  /** The outputs, for a request of any number of texts. */
  List<TensorMetadata> outputs();

  /**
   * Refuses parameters that there are not, and values that they cannot have.
   *
   * @throws io.heed.server.error.ServerException (INVALID_ARGUMENT)
   */
  void check(Parameters parameters);

  /** Answers for one text. */
  CompletableFuture<A> answer(String text, RequestOptions options);

  /** Answers for a pair of texts. */
  CompletableFuture<A> answer(String first, String second, RequestOptions options);

  /** Where the time of an answer went. */
  StageTimes times(A answer);

  /**
   * The answers for the texts of a request as tensors, in the order of {@link #outputs}; the map is
   * the caller's.
   */
  Map<String, RawTensor> tensors(List<A> answers, Parameters parameters);

  @Override
  void close();
}
