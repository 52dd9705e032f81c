package io.heed.server.binary.frame;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to RUN. Stateless. */
public final class TensorsFrame {
  private TensorsFrame() {}

  /** Writes the frame. */
  public static void write(ByteBuf out, int id, long version, Map<String, RawTensor> tensors) {
    long bytes = Frames.HEADER_BYTES + 12L;
    for (Map.Entry<String, RawTensor> tensor : tensors.entrySet()) {
      bytes += TensorField.mostBytes(tensor.getKey(), tensor.getValue());
    }
    if (bytes > Integer.MAX_VALUE - out.writerIndex()) {
      throw new ServerException(
          Status.UNSUPPORTED, "outputs: found " + bytes + " bytes, more than a frame can hold");
    }
    out.ensureWritable((int) bytes);
    int start = Frames.begin(out, FrameType.TENSORS, 0, id);
    out.writeLongLE(version).writeShortLE(tensors.size()).writeShortLE(0);
    tensors.forEach((name, tensor) -> TensorField.write(out, start, name, tensor));
    Frames.end(out, start);
  }

  /** Reads the body; the tensors lie in the frame's bytes. */
  public static Map<String, RawTensor> read(Frame frame) {
    frame.count64("the version");
    int count = frame.u16("the number of tensors");
    frame.zeros(2, "the reserved bytes");
    return readTensors(frame, count);
  }

  /** Reads tensors up to the frame's end. */
  static Map<String, RawTensor> readTensors(Frame frame, int count) {
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    frame.count(count, TensorField.leastBytes(), "the number of tensors");
    ServerException wrong = null;
    for (int i = 0; i < count; i++) {
      TensorField.Head head = TensorField.readHead(frame);
      try {
        if (tensors.put(head.name(), TensorField.read(frame, head)) != null) {
          wrong =
              new ServerException(
                  Status.INVALID_ARGUMENT, "tensor \"" + head.name() + "\": found twice");
        }
      } catch (ServerException e) {
        wrong = e; // the rest must be well formed all the same
      }
    }
    frame.requireEnd();
    if (wrong != null) {
      throw wrong;
    }
    return tensors;
  }
}
