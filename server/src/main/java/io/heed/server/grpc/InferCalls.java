package io.heed.server.grpc;

import io.heed.server.error.EngineFailures;
import io.heed.server.error.ServerException;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ServedModel;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.repository.Lease;
import io.heed.server.repository.ModelRepository;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Lets the models of a repository answer messages. Thread-safe. */
final class InferCalls {
  private final ModelRepository<ServedModel> repository;

  InferCalls(ModelRepository<ServedModel> repository) {
    this.repository = repository;
  }

  /**
   * Answers a message; blocks for the tokenizer alone.
   *
   * @return completes with the answer or exceptionally; cancelling it cancels the request
   */
  CompletableFuture<ModelInferResponse> infer(ModelInferRequest request) {
    Lease<ServedModel> lease;
    try {
      lease =
          repository.borrow(
              request.getModelName(), RequestReader.version(request.getModelVersion()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<InferenceResponse> answer;
    try {
      answer = lease.model().infer(RequestReader.read(request), () -> {});
    } catch (RuntimeException e) {
      lease.close();
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<ModelInferResponse> message =
        answer.thenApply(response -> ResponseWriter.write(request, lease.version(), response));
    CompletableFuture<ModelInferResponse> unused =
        message.whenComplete(
            (response, failure) -> {
              lease.close();
              if (message.isCancelled()) {
                answer.cancel(false);
              }
            });
    return message;
  }

  /** What a failure of an answer is in the server's terms. */
  static ServerException failure(Throwable failure) {
    return EngineFailures.translate(
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure);
  }
}
