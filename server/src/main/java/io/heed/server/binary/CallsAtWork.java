package io.heed.server.binary;

import io.heed.server.binary.frame.ClassifyFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameType;
import io.heed.server.binary.frame.MalformedFrameException;
import io.heed.server.binary.frame.RunFrame;
import io.heed.server.error.ServerException;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.function.Supplier;

/** The requests of a connection that have no answer yet. Confined to its event loop. */
final class CallsAtWork {
  /** Their frames may take as much memory as so many of the longest. */
  private static final int MOST_LONG_FRAMES = 4;

  private final ModelService service;
  private final RequestFrames requests;
  private final BinarySettings settings;
  private final AnswerQueue answers;
  private final IntObjectMap<BinaryCall> calls = new IntObjectHashMap<>();
  private long bytes;

  CallsAtWork(ModelService service, BinarySettings settings, AnswerQueue answers) {
    this.service = service;
    this.requests = new RequestFrames(service.repository());
    this.settings = settings;
    this.answers = answers;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Whether no more are to be taken in. */
  boolean isFull() {
    return calls.size() >= settings.maxInFlight()
        || bytes > (long) MOST_LONG_FRAMES * settings.maxFrameBytes();
  }

  /** Begins what a frame of type CLASSIFY or RUN asks. */
  void begin(Frame frame) {
    frame.requireId();
    if (frame.type() == FrameType.CLASSIFY) {
      ClassifyFrame texts = ClassifyFrame.read(frame);
      begin(add(frame), () -> requests.call(texts), CallsAtWork::nothing); // they were copied
      return;
    }
    ServerException wrong = null;
    RunFrame tensors = null;
    try {
      tensors = RunFrame.read(frame);
    } catch (ServerException e) {
      wrong = e;
    }
    BinaryCall call = add(frame);
    if (tensors == null) {
      call.accept(null, wrong);
      return;
    }
    RunFrame read = tensors;
    begin(call, () -> requests.call(read), frame.bytes().retain()::release);
  }

  /** What is well formed but wrong is answered like everything else. */
  private void begin(BinaryCall call, Supplier<InferenceCall> request, Runnable released) {
    InferenceCall asked;
    try {
      asked = request.get();
    } catch (ServerException e) {
      released.run();
      call.accept(null, e);
      return;
    }
    call.follow(service.infer(asked, released));
  }

  private BinaryCall add(Frame frame) {
    BinaryCall call =
        new BinaryCall(
            frame.id(), frame.type() == FrameType.CLASSIFY, frame.bytes().writerIndex(), answers);
    if (calls.containsKey(frame.id())) {
      throw new MalformedFrameException(
          frame.type() + " frame: found id " + frame.id() + ", which is at work already");
    }
    calls.put(frame.id(), call);
    bytes += call.frameBytes();
    return call;
  }

  void cancel(Frame frame) {
    frame.requireId();
    frame.requireEnd();
    BinaryCall call = calls.get(frame.id());
    if (call != null) {
      call.cancel();
    }
  }

  /** Writes the answer of a call, which then is at work no longer. */
  void end(BinaryCall call, ByteBuf out) {
    calls.remove(call.id());
    bytes -= call.frameBytes();
    call.write(out);
  }

  /** Gives all up; nobody is there to be answered. */
  void cancelAll() {
    BinaryCall[] all = calls.values().toArray(BinaryCall[]::new);
    calls.clear();
    for (BinaryCall call : all) {
      call.cancel();
    }
  }

  private static void nothing() {}
}
