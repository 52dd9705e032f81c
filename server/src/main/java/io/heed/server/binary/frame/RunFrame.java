package io.heed.server.binary.frame;

import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tensors to run. Those of a frame that was read lie in its bytes. Immutable.
 *
 * @param head what all requests have
 * @param inputs by name, in their order
 * @param outputs that are wanted; none for all
 */
public record RunFrame(RequestHead head, Map<String, RawTensor> inputs, Set<String> outputs) {
  private static final int MOST = 0xFFFF;

  /** Copies the collections, not the tensors. */
  public RunFrame {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableSet(new LinkedHashSet<>(outputs));
  }

  /**
   * Writes the frame.
   *
   * @throws ServerException (INVALID_ARGUMENT) if a frame cannot hold that
   */
  public void write(ByteBuf out, int id) {
    if (inputs.size() > MOST || outputs.size() > MOST) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "inputs, outputs: found " + inputs.size() + ", " + outputs.size());
    }
    int start = Frames.begin(out, FrameType.RUN, 0, id);
    head.write(out, inputs.size(), outputs.size(), 0);
    for (String output : outputs) {
      byte[] name = output.getBytes(StandardCharsets.UTF_8);
      out.writeShortLE(name.length).writeBytes(name);
    }
    inputs.forEach((name, tensor) -> TensorField.write(out, start, name, tensor));
    Frames.end(out, start);
  }

  /** A bound of the frame's bytes. */
  public long mostBytes() {
    long bytes = 1024;
    for (Map.Entry<String, RawTensor> input : inputs.entrySet()) {
      bytes += TensorField.mostBytes(input.getKey(), input.getValue());
    }
    return bytes;
  }

  /**
   * Reads the body.
   *
   * @throws ServerException (INVALID_ARGUMENT) if it can be read, but is not right
   */
  public static RunFrame read(Frame frame) {
    RequestHead.WithCounts head = RequestHead.WithCounts.read(frame);
    if (head.third() != 0) {
      throw new MalformedFrameException("RUN frame: found reserved bytes set");
    }
    Set<String> outputs = new LinkedHashSet<>();
    for (int i = 0; i < head.second(); i++) {
      outputs.add(frame.utf8(frame.u16("an output's length"), "an output"));
    }
    Map<String, RawTensor> inputs = TensorsFrame.readTensors(frame, head.first());
    return new RunFrame(head.head(), inputs, outputs);
  }
}
