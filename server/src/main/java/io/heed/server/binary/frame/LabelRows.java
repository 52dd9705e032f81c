package io.heed.server.binary.frame;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Labels and scores: for each text as many, best first. Immutable if nobody writes into what it was
 * made of.
 */
public final class LabelRows {
  private final int texts;
  private final int perText;
  private final String[] labels;
  private final float[] scores;

  private LabelRows(int texts, int perText, String[] labels, float[] scores) {
    this.texts = texts;
    this.perText = perText;
    this.labels = labels;
    this.scores = scores;
  }

  /** Of arrays with a row a text, which are not copied. */
  public static LabelRows of(int texts, String[] labels, float[] scores) {
    if (labels.length != scores.length || texts == 0 || labels.length % texts != 0) {
      throw new MalformedFrameException(
          "found "
              + labels.length
              + " labels and "
              + scores.length
              + " scores for "
              + texts
              + " texts, expected as many for each");
    }
    return new LabelRows(texts, labels.length / texts, labels, scores);
  }

  /** The number of texts. */
  public int texts() {
    return texts;
  }

  /** The number of labels for each. */
  public int perText() {
    return perText;
  }

  /** A label of a text, both counted from 0. */
  public String label(int text, int rank) {
    return labels[text * perText + rank];
  }

  /** The score of a label. */
  public float score(int text, int rank) {
    return scores[text * perText + rank];
  }

  /**
   * Writes a LABELS frame.
   *
   * @param labels a row a text
   * @param scores as many floats, little-endian
   */
  public static void write(
      ByteBuf out, int id, long version, int texts, List<byte[]> labels, ByteBuffer scores) {
    int start = Frames.begin(out, FrameType.LABELS, 0, id);
    out.writeLongLE(version).writeIntLE(texts);
    out.writeShortLE(texts == 0 ? 0 : labels.size() / texts).writeShortLE(0);
    int at = scores.position();
    for (byte[] label : labels) {
      int length = Math.min(label.length, 0xFFFF);
      out.writeFloatLE(scores.getFloat(at)).writeShortLE(length).writeBytes(label, 0, length);
      at += Float.BYTES;
    }
    Frames.end(out, start);
  }

  /** Reads the body. */
  public static LabelRows read(Frame frame) {
    frame.count64("the version");
    long texts = frame.u32("the number of texts");
    int perText = frame.u16("the number of labels");
    frame.zeros(2, "the reserved bytes");
    frame.count(texts, Math.max(1, perText * 6), "the number of texts");
    int all = (int) texts * perText;
    String[] labels = new String[all];
    float[] scores = new float[all];
    for (int i = 0; i < all; i++) {
      scores[i] = frame.f32("a score");
      labels[i] = frame.utf8(frame.u16("a label's length"), "a label");
    }
    frame.requireEnd();
    return of((int) texts, labels, scores);
  }
}
