package io.heed.server.http.api;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.http.json.TensorMemory;
import io.heed.server.http.route.HttpAnswer;
import io.heed.server.http.route.HttpCall;
import io.heed.server.http.route.PendingAnswer;
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way of a request to a model and back: read on the event loop, or by a worker if it is long;
 * answered by the service; written likewise. Thread-safe.
 */
final class ModelCalls {
  private static final int MAX_BYTES_AT_ONCE = 64 << 10;

  private final ModelService service;

  ModelCalls(ModelService service) {
    this.service = service;
  }

  /** Begins an answer; cancelling it cancels the request. */
  CompletableFuture<HttpAnswer> answer(HttpCall call, Dialogue dialogue) {
    PendingAnswer pending = new PendingAnswer();
    TensorMemory memory = new TensorMemory(call.allocator());
    ByteBuf body = call.body().retain();
    memory.add(body);
    if (body.readableBytes() <= MAX_BYTES_AT_ONCE) {
      ask(call, dialogue, body, memory, pending);
      return pending;
    }
    try {
      service.workers().execute(() -> ask(call, dialogue, body, memory, pending));
    } catch (RejectedExecutionException e) {
      memory.release();
      throw new ServerException(Status.OVERLOADED, "too many long requests are waiting", e);
    }
    return pending;
  }

  private void ask(
      HttpCall call, Dialogue dialogue, ByteBuf body, TensorMemory memory, PendingAnswer pending) {
    InferenceCall asked;
    try {
      asked = dialogue.read(body, memory);
    } catch (RuntimeException e) {
      memory.release();
      pending.completeExceptionally(e);
      return;
    }
    CompletableFuture<InferenceAnswer> answer = service.infer(asked, memory::release);
    pending.follow(answer);
    CompletableFuture<InferenceAnswer> unused =
        answer.whenComplete(
            (found, failure) -> {
              if (failure == null) {
                write(call, dialogue, found, pending);
              } else {
                pending.completeExceptionally(failure);
              }
            });
  }

  private void write(
      HttpCall call, Dialogue dialogue, InferenceAnswer found, PendingAnswer pending) {
    Runnable work =
        () -> {
          try {
            pending.deliver(dialogue.write(found));
          } catch (RuntimeException e) {
            pending.completeExceptionally(e);
          }
        };
    long bytes = 0;
    for (RawTensor tensor : found.response().outputs().values()) {
      bytes += tensor.sizeBytes();
    }
    Executor where = bytes > MAX_BYTES_AT_ONCE ? service.workers() : call.eventLoop();
    try {
      where.execute(work);
    } catch (RejectedExecutionException e) {
      work.run(); // nobody else does
    }
  }
}
