package io.heed.server.binary.frame;

import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to classify, as the server reads them. Immutable.
 *
 * @param head what all requests have
 * @param topK how many labels are wanted; 0 for the best one
 * @param texts UTF-8 each, unchecked
 * @param seconds of pairs; null if there are none
 */
public record ClassifyFrame(
    RequestHead head, int topK, List<byte[]> texts, @Nullable List<byte[]> seconds) {
  private static final int MOST_TEXTS = 0xFFFF;

  /**
   * Writes the frame.
   *
   * @param seconds as many as there are texts, or null
   * @throws ServerException (INVALID_ARGUMENT) if the frame cannot hold that
   */
  public static void write(
      ByteBuf out,
      int id,
      RequestHead head,
      int topK,
      List<String> texts,
      @Nullable List<String> seconds) {
    if (texts.size() > MOST_TEXTS || topK > 0xFFFF) {
      throw new ServerException(
          Status.INVALID_ARGUMENT,
          "texts, top_k: found " + texts.size() + ", " + topK + ", expected at most 65535");
    }
    int start = Frames.begin(out, FrameType.CLASSIFY, seconds == null ? 0 : Frames.PAIRS, id);
    head.write(out, texts.size(), topK, 0);
    texts.forEach(text -> writeText(out, text));
    if (seconds != null) {
      seconds.forEach(text -> writeText(out, text));
    }
    Frames.end(out, start);
  }

  private static void writeText(ByteBuf out, String text) {
    int lengthAt = out.writerIndex();
    out.writeIntLE(0);
    out.setIntLE(lengthAt, ByteBufUtil.writeUtf8(out, text));
  }

  /** Reads the body. */
  public static ClassifyFrame read(Frame frame) {
    RequestHead.WithCounts head = RequestHead.WithCounts.read(frame);
    if (head.third() != 0) {
      throw new MalformedFrameException("CLASSIFY frame: found reserved bytes set");
    }
    List<byte[]> texts = readTexts(frame, head.first());
    List<byte[]> seconds = frame.has(Frames.PAIRS) ? readTexts(frame, head.first()) : null;
    frame.requireEnd();
    return new ClassifyFrame(head.head(), head.second(), texts, seconds);
  }

  private static List<byte[]> readTexts(Frame frame, int count) {
    List<byte[]> texts = new ArrayList<>(frame.count(count, Integer.BYTES, "the texts"));
    for (int i = 0; i < count; i++) {
      texts.add(frame.bytes(frame.u32("a text's length"), "a text"));
    }
    return texts;
  }
}
