package io.heed.server.grpc;

import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.repository.ModelVersion;
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import java.util.concurrent.CompletableFuture;

/** Turns messages into calls and answers into messages. Thread-safe. */
final class InferCalls {
  private static final String PROTOCOL = "grpc";

  private final ModelService service;

  InferCalls(ModelService service) {
    this.service = service;
  }

  /**
   * Answers a message; never blocks.
   *
   * @return completes with the answer or exceptionally; cancelling it cancels the request
   */
  CompletableFuture<ModelInferResponse> infer(ModelInferRequest request) {
    InferenceCall call;
    try {
      call =
          new InferenceCall(
              PROTOCOL,
              request.getModelName(),
              ModelVersion.parse(request.getModelVersion()),
              request.getId(),
              TraceInterceptor.TRACE.get(),
              RequestReader.read(request));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<InferenceAnswer> answer = service.infer(call, () -> {});
    CompletableFuture<ModelInferResponse> message =
        answer.thenApply(done -> ResponseWriter.write(request, done.version(), done.response()));
    CompletableFuture<ModelInferResponse> unused =
        message.whenComplete(
            (response, failure) -> {
              if (message.isCancelled()) {
                answer.cancel(false);
              }
            });
    return message;
  }
}
