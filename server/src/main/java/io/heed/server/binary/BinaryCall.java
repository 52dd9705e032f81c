package io.heed.server.binary;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.binary.frame.ErrorFrame;
import io.heed.server.binary.frame.LabelRows;
import io.heed.server.binary.frame.TensorsFrame;
import io.heed.server.error.EngineFailures;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.service.InferenceAnswer;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way, and then its answer: completed once, by any thread, which hands it to the
 * queue; all else is confined to the connection's event loop.
 */
final class BinaryCall implements BiConsumer<@Nullable InferenceAnswer, @Nullable Throwable> {
  /** What a client is told to wait before it sends again what was refused. */
  private static final long RETRY_AFTER_MILLIS = 1000;

  private final int id;
  private final boolean texts;
  private final int frameBytes;
  private final AnswerQueue queue;
  private @Nullable CompletableFuture<InferenceAnswer> future;
  private @Nullable InferenceAnswer answer;
  private @Nullable Throwable failure;

  /** The one that was completed before, while both are in the queue; the queue's. */
  @Nullable BinaryCall next;

  /**
   * A call.
   *
   * @param texts whether it is answered with labels; else with tensors
   * @param frameBytes of the request
   * @param queue for the answer
   */
  BinaryCall(int id, boolean texts, int frameBytes, AnswerQueue queue) {
    this.id = id;
    this.texts = texts;
    this.frameBytes = frameBytes;
    this.queue = queue;
  }

  int id() {
    return id;
  }

  int frameBytes() {
    return frameBytes;
  }

  /** Has the answer put into the queue when it is there. */
  void follow(CompletableFuture<InferenceAnswer> begun) {
    future = begun;
    CompletableFuture<InferenceAnswer> unused = begun.whenComplete(this);
  }

  @Override
  public void accept(@Nullable InferenceAnswer done, @Nullable Throwable failed) {
    answer = done;
    failure = failed;
    queue.add(this); // publishes both
  }

  /** Gives the request up; it is answered all the same. */
  void cancel() {
    CompletableFuture<InferenceAnswer> begun = future;
    if (begun != null) {
      begun.cancel(false);
    }
  }

  /** Writes the frame that answers the request. */
  void write(ByteBuf out) {
    int start = out.writerIndex();
    try {
      InferenceAnswer done = answer;
      if (done == null) {
        error(failure == null ? new CancellationException() : failure).write(out, id);
      } else if (texts) {
        writeLabels(out, done);
      } else {
        TensorsFrame.write(out, id, done.version(), done.response().outputs());
      }
    } catch (RuntimeException e) { // the answers behind it go out in any case
      out.writerIndex(start);
      error(e).write(out, id);
    }
  }

  private void writeLabels(ByteBuf out, InferenceAnswer done) {
    InferenceResponse response = done.response();
    RawTensor label = response.outputs().get(RequestFrames.LABEL);
    RawTensor score = response.outputs().get(RequestFrames.SCORE);
    if (label == null || score == null) {
      throw new ServerException(
          Status.INVALID_ARGUMENT, "the model answers no labels and scores, expected RUN");
    }
    LabelRows.write(out, id, done.version(), (int) label.size(0), label.strings(), score.bytes());
  }

  /** An overload is told before anything was begun. */
  private static ErrorFrame error(Throwable failure) {
    ServerException translated = EngineFailures.translate(failure);
    return new ErrorFrame(
        translated,
        translated.status() == Status.OVERLOADED,
        translated.status().isTransient() ? RETRY_AFTER_MILLIS : 0);
  }

  /** The refusal of a request that was not looked at. */
  static ErrorFrame refusal(String reason) {
    return new ErrorFrame(new ServerException(Status.UNAVAILABLE, reason), true, 0);
  }
}
