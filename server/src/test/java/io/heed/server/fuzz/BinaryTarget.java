package io.heed.server.fuzz;

import static io.heed.server.fuzz.Mutator.bytes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The lean binary protocol, by its page: connections are changed, or the body of a frame alone. */
record BinaryTarget() implements FuzzTarget {
  private static final byte[] PREFACE = {'H', 'E', 'E', 'D', 'B', 'I', 'N', 1};
  private static final Set<Integer> ANSWERS = Set.of(0x81, 0x82, 0x83, 0x85, 0x86, 0x87);
  private static final byte[] CLASSIFY = classify("Oil prices soar");
  private static final byte[] RUN = run();
  private static final List<byte[]> BODIES = List.of(CLASSIFY, RUN);
  private static final List<byte[]> CONNECTIONS =
      List.of(
          connection(frame(2, 7, CLASSIFY)),
          connection(frame(3, 8, RUN)),
          connection(frame(5, 9, new byte[8])),
          connection(frame(4, 7, new byte[0])));

  @Override
  public String port() {
    return "binary";
  }

  @Override
  public byte[] malformed(Mutator mutator) {
    byte[] first = mutator.mutate(CONNECTIONS);
    return switch (first.length % 3) {
      case 0 -> connection(frame(2, 7, mutator.mutate(BODIES)));
      case 1 -> connection(frame(3, 7, mutator.mutate(BODIES)));
      default -> first;
    };
  }

  @Override
  public byte[] good() {
    return connection(frame(2, 7, CLASSIFY));
  }

  @Override
  public void check(byte[] answer) {
    if (answer.length >= 4
        && new String(answer, 0, 4, StandardCharsets.ISO_8859_1).equals("HTTP")) {
      HttpAnswers.check(answer);
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < PREFACE.length && in.hasRemaining(); i++) {
      require(in.get() == PREFACE[i], "preface", answer);
    }
    while (in.hasRemaining()) {
      require(in.remaining() >= 12, "frame cut off", answer);
      int length = in.getInt();
      require(length >= 8 && length <= in.remaining(), "length " + length, answer);
      int end = in.position() + length;
      int type = in.get() & 0xff;
      require(ANSWERS.contains(type), "type " + type, answer);
      in.position(end);
    }
  }

  @Override
  public boolean isGood(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1).contains("Business");
  }

  private static void require(boolean good, String what, byte[] answer) {
    if (!good) {
      throw new AssertionError(what + " in: " + java.util.HexFormat.of().formatHex(answer));
    }
  }

  private static byte[] connection(byte[] frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE);
    out.writeBytes(frame(1, 0, new byte[] {0, 0, 1, 0, 'a'}));
    out.writeBytes(frame);
    return out.toByteArray();
  }

  private static byte[] frame(int type, int id, byte[] body) {
    return littleEndian(12 + body.length)
        .putInt(8 + body.length)
        .put((byte) type)
        .put((byte) 0)
        .putShort((short) 0)
        .putInt(id)
        .put(body)
        .array();
  }

  private static byte[] classify(String text) {
    return head(1, 2).putInt(text.length()).put(bytes(text)).flip().array();
  }

  private static byte[] run() {
    ByteBuffer body = head(2, 0);
    tensor(body, "input_ids");
    tensor(body, "attention_mask");
    byte[] run = new byte[body.position()];
    body.flip().get(run);
    return run;
  }

  private static ByteBuffer head(int count, int wanted) {
    ByteBuffer body = littleEndian(count == 1 ? 28 + 4 + 15 : 256);
    body.putLong(100_000).putLong(0).putShort((short) count).putShort((short) wanted);
    return body.putShort((short) 0).put((byte) 1).put((byte) 0).putInt(0);
  }

  private static void tensor(ByteBuffer body, String name) {
    body.put((byte) 9).put((byte) 2).putShort((short) name.length()).put(bytes(name));
    body.putLong(1).putLong(3).putInt(24);
    while ((body.position() + 12) % 8 != 0) {
      body.put((byte) 0);
    }
    body.putLong(1).putLong(2).putLong(3);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
