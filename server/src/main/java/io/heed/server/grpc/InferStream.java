package io.heed.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.heed.server.error.EngineFailures;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.ModelStreamInferResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one client, one after the other, and their answers in the same order; the models work
 * on up to {@value #MOST} of them at a time, and no more are read, nor is while the client does not
 * take its answers. A failed request is answered with its message and does not end the stream. When
 * the port closes, what was read is answered, and the stream ends with UNAVAILABLE. Requests come
 * from one thread at a time, answers from any.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
  static final int MOST = 64;

  private final InferCalls calls;
  private final ServerCallStreamObserver<ModelStreamInferResponse> observer;
  private final Object lock = new Object();
  private final Queue<CompletableFuture<ModelInferResponse>> open = new ArrayDeque<>();
  private boolean sending;
  private boolean ended;
  private boolean stopped;
  private boolean closed;
  private boolean taking;
  private int unread;

  private InferStream(
      InferCalls calls, ServerCallStreamObserver<ModelStreamInferResponse> observer) {
    this.calls = calls;
    this.observer = observer;
  }

  /** A stream that answers an observer of a call that has just begun. */
  static InferStream of(
      InferCalls calls,
      ServerCallStreamObserver<ModelStreamInferResponse> observer,
      StopSignal stop) {
    InferStream stream = new InferStream(calls, observer);
    Runnable stopping = stream::stop;
    observer.disableAutoRequest();
    observer.setOnCancelHandler(
        () -> {
          stop.remove(stopping);
          stream.cancel();
        });
    observer.setOnCloseHandler(() -> stop.remove(stopping));
    observer.setOnReadyHandler(stream::read);
    observer.request(MOST);
    stop.add(stopping);
    return stream;
  }

  @Override
  public void onNext(ModelInferRequest request) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      taking = true; // a stop must not end the stream before this one is among the open ones
    }
    CompletableFuture<ModelInferResponse> answer = calls.infer(request);
    synchronized (lock) {
      taking = false;
      if (closed) {
        answer.cancel(false);
        return;
      }
      open.add(answer);
    }
    CompletableFuture<ModelInferResponse> unused =
        answer.whenComplete((response, failure) -> send());
  }

  /** The client is gone. */
  @Override
  public void onError(Throwable failure) {
    cancel();
  }

  @Override
  public void onCompleted() {
    synchronized (lock) {
      ended = true;
    }
    send();
  }

  private void stop() {
    synchronized (lock) {
      stopped = true;
    }
    send();
  }

  /** Sends what is answered up to the first that is not; one thread at a time. */
  private void send() {
    synchronized (lock) {
      if (sending) {
        return; // that thread sees what has come
      }
      sending = true;
    }
    while (true) {
      CompletableFuture<ModelInferResponse> next = next();
      if (next == null) {
        return;
      }
      observer.onNext(message(next));
      synchronized (lock) {
        unread++;
      }
      read();
    }
  }

  /** The next that is answered; null if there is none, and then nobody sends any more. */
  private @Nullable CompletableFuture<ModelInferResponse> next() {
    boolean complete;
    synchronized (lock) {
      CompletableFuture<ModelInferResponse> first = open.peek();
      if (first != null && first.isDone()) {
        return open.remove();
      }
      sending = false;
      if (first != null || taking || closed || !(ended || stopped)) {
        return null;
      }
      closed = true;
      complete = ended;
    }
    if (complete) {
      observer.onCompleted();
    } else {
      observer.onError(
          GrpcStatuses.toException(new ServerException(Status.UNAVAILABLE, "the server stops")));
    }
    return null;
  }

  /** Lets as many requests come as were answered, unless answers are piling up. */
  private void read() {
    int count;
    synchronized (lock) {
      if (stopped || !observer.isReady()) {
        return;
      }
      count = unread;
      unread = 0;
    }
    if (count > 0) {
      observer.request(count);
    }
  }

  private static ModelStreamInferResponse message(CompletableFuture<ModelInferResponse> done) {
    try {
      return ModelStreamInferResponse.newBuilder().setInferResponse(done.join()).build();
    } catch (RuntimeException e) {
      return ModelStreamInferResponse.newBuilder()
          .setErrorMessage(EngineFailures.translate(e).getMessage())
          .build();
    }
  }

  private void cancel() {
    synchronized (lock) {
      open.forEach(answer -> answer.cancel(false));
    }
  }
}
