package io.heed.server.client;

import io.heed.engine.batch.Priority;
import io.heed.server.binary.frame.ClassifyFrame;
import io.heed.server.binary.frame.ErrorFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameType;
import io.heed.server.binary.frame.Frames;
import io.heed.server.binary.frame.LabelRows;
import io.heed.server.binary.frame.MalformedFrameException;
import io.heed.server.binary.frame.RequestHead;
import io.heed.server.binary.frame.RunFrame;
import io.heed.server.binary.frame.TensorsFrame;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The requests of a connection that the server has and did not answer yet. Confined to its loop.
 */
final class SentCalls {
  /** What goes out in one flush, about. */
  private static final int FLUSH_BYTES = 128 << 10;

  private final long maxInFlight;
  private final long maxFrameBytes;
  private final IntObjectMap<Call<?>> calls = new IntObjectHashMap<>();
  private int lastId;

  /** None, and room for so many. */
  SentCalls(long maxInFlight, long maxFrameBytes) {
    this.maxInFlight = maxInFlight;
    this.maxFrameBytes = maxFrameBytes;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  boolean isFull() {
    return calls.size() >= maxInFlight;
  }

  boolean has(Call<?> call) {
    return calls.get(call.id) == call;
  }

  /** Takes requests and writes them into a new buffer, as many as there is room for. */
  ByteBuf write(ByteBufAllocator allocator, Deque<Call<?>> waiting) {
    ByteBuf out = allocator.directBuffer();
    while (!waiting.isEmpty() && !isFull() && out.readableBytes() < FLUSH_BYTES) {
      Call<?> call = waiting.remove();
      if (call.isDone()) {
        continue;
      }
      int start = out.writerIndex();
      try {
        writeOne(out, call);
      } catch (RuntimeException e) { // the others go out in any case
        out.writerIndex(start);
        call.failed(
            e instanceof ServerException known
                ? known
                : new ServerException(Status.INTERNAL, "unexpected: " + e, e));
      }
    }
    return out;
  }

  private void writeOne(ByteBuf out, Call<?> call) {
    long micros = 0;
    if (call.hasDeadline()) {
      micros = TimeUnit.NANOSECONDS.toMicros(call.remainingNanos());
      if (micros <= 0) {
        call.expired();
        return;
      }
    }
    CallSettings settings = call.settings();
    Priority priority = settings.priority();
    RequestHead head =
        new RequestHead(
            micros,
            settings.version(),
            RequestHead.number(priority),
            settings.model(),
            settings.trace());
    int id = newId();
    int start = out.writerIndex();
    if (call instanceof ClassifyCall<?> texts) {
      int topK = settings.topK() == 1 ? 0 : settings.topK();
      ClassifyFrame.write(out, id, head, topK, texts.texts(), texts.seconds());
    } else if (call instanceof RunCall tensors) {
      RunFrame frame = new RunFrame(head, tensors.inputs(), tensors.outputs());
      require(frame.mostBytes());
      frame.write(out, id);
    }
    require(out.writerIndex() - start);
    call.id = id;
    calls.put(id, call);
  }

  private void require(long bytes) {
    if (bytes > maxFrameBytes) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "request: found " + bytes + " bytes, expected at most " + maxFrameBytes);
    }
  }

  private int newId() {
    do {
      lastId++;
    } while (lastId == Frames.NO_ID || calls.containsKey(lastId));
    return lastId;
  }

  /** A LABELS or TENSORS frame has come. */
  void answered(Frame frame) {
    Call<?> call = calls.get(frame.id());
    if (call instanceof ClassifyCall<?> texts && frame.type() == FrameType.LABELS) {
      LabelRows rows = LabelRows.read(frame);
      calls.remove(frame.id());
      texts.answered(rows);
    } else if (call instanceof RunCall tensors && frame.type() == FrameType.TENSORS) {
      calls.remove(frame.id());
      tensors.answered(TensorsFrame.read(frame.detached()));
    } else {
      throw new MalformedFrameException(
          "found a " + frame.type() + " frame with id " + frame.id() + ", which asked no such");
    }
  }

  /** An ERROR frame has come. */
  void failed(int id, ErrorFrame error) {
    Call<?> call = calls.remove(id);
    if (call == null) {
      throw new MalformedFrameException("found an ERROR frame with the unknown id " + id);
    }
    if (error.refused()) {
      call.refused(error.failure(), error.retryAfterMillis());
    } else {
      call.failed(error.failure());
    }
  }

  /** The connection is lost. */
  void failAll(ServerException failure) {
    List<Call<?>> all = List.copyOf(calls.values());
    calls.clear();
    ServerException reason =
        failure.status() == Status.UNAVAILABLE
            ? failure
            : new ServerException(
                Status.UNAVAILABLE, "the connection was lost: " + failure.getMessage(), failure);
    all.forEach(call -> call.failed(reason));
  }
}
