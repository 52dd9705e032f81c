package io.heed.server.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.binary.frame.ClassifyFrame;
import io.heed.server.binary.frame.ErrorFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameBuffer;
import io.heed.server.binary.frame.FrameType;
import io.heed.server.binary.frame.Frames;
import io.heed.server.binary.frame.Hello;
import io.heed.server.binary.frame.LabelRows;
import io.heed.server.binary.frame.RequestHead;
import io.heed.server.binary.frame.RunFrame;
import io.heed.server.binary.frame.TensorsFrame;
import io.heed.server.binary.frame.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Broken bytes: whole conversations with flipped bits, cut, doubled or random parts, sent to the
 * bundled model. Every byte that comes back is part of a well-formed frame, and the next good
 * request is answered. The seed is in the failure's message; {@code -Dheed.fuzz.seed} replays it,
 * {@code -Dheed.fuzz.requests} says how many.
 */
class BinaryFuzzTest {
  private static final long SEED = Long.getLong("heed.fuzz.seed", System.nanoTime());
  private static final int COUNT = Integer.getInteger("heed.fuzz.requests", 3000);
  private static final int GOOD_EVERY = 100;

  @Test
  void server_mutatedConversations_answersWellFormedFramesAndLivesOn() throws Exception {
    Random random = new Random(SEED);
    byte[] good = conversation();
    try (BinaryServer server = BinaryServer.ofBundled()) {
      for (int i = 0; i < COUNT; i++) {
        byte[] bytes = mutated(good, random);
        String name = "seed " + SEED + ", number " + i + ": " + ByteBufUtil.hexDump(bytes);
        try {
          requireFrames(exchange(server.port(), bytes));
        } catch (IOException | RuntimeException | AssertionError e) {
          throw new AssertionError(name, e);
        }
        if (i % GOOD_EVERY == 0) {
          assertGoodIsAnswered(server.port(), name);
        }
      }
      assertGoodIsAnswered(server.port(), "seed " + SEED);
      assertEquals(0, server.service().inFlight(), "in flight after all, seed " + SEED);
    }
  }

  private static byte[] conversation() {
    ByteBuf out = Unpooled.buffer();
    Frames.writePreface(out);
    new Hello("", "fuzz").write(out);
    RequestHead head = new RequestHead(0, 0, 0, BinaryServer.MODEL, "00-trace");
    ClassifyFrame.write(out, 1, head, 2, List.of("Oil prices soar", "ä"), null);
    ClassifyFrame.write(out, 2, head, 0, List.of("premise"), List.of("hypothesis"));
    Map<String, RawTensor> inputs = new LinkedHashMap<>();
    for (String input : List.of("input_ids", "attention_mask")) {
      inputs.put(
          input, RawTensor.of(ElementType.INT64, ByteBuffer.allocate(24).put(0, (byte) 1), 1, 3));
    }
    new RunFrame(head, inputs, Set.of("logits")).write(out, 3);
    new RunFrame(head, Map.of("text", RawTensor.ofStrings(List.of(new byte[] {65}), 1)), Set.of())
        .write(out, 4);
    Frames.writeEmpty(out, FrameType.CANCEL, 3);
    Frames.writePing(out, FrameType.PING, 5, 1);
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    // Half of them leave preface and hello alone, to get behind these.
    int from = random.nextBoolean() ? 28 : 0;
    int mutations = 1 + random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      int at = from + random.nextInt(bytes.length - from);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(at, from + 1));
        case 4 -> {
          byte[] doubled = Arrays.copyOf(bytes, bytes.length + bytes.length - at);
          System.arraycopy(bytes, at, doubled, bytes.length, bytes.length - at);
          bytes = doubled;
        }
        default -> {
          byte[] noise = new byte[1 + random.nextInt(8)];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
        }
      }
    }
    return bytes;
  }

  private static byte[] exchange(int port, byte[] bytes) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        in.transferTo(answer);
      } catch (SocketException e) {
        return answer.toByteArray(); // the server was faster
      }
    }
    return answer.toByteArray();
  }

  /** Reads all of the answers; one that was broken off in the middle does not count. */
  private static void requireFrames(byte[] answer) {
    if (answer.length > 0 && answer[0] == 'H' && answer.length > 1 && answer[1] == 'T') {
      return; // it looked like HTTP
    }
    FrameBuffer buffer = new FrameBuffer(Integer.MAX_VALUE);
    buffer.append(UnpooledByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(answer));
    if (!buffer.readPreface()) {
      assertEquals(0, answer.length, "bytes of a preface");
      return;
    }
    for (Frame frame = buffer.next(); frame != null; frame = buffer.next()) {
      switch (frame.type()) {
        case WELCOME -> Welcome.read(frame);
        case LABELS -> assertTrue(LabelRows.read(frame).texts() > 0);
        case TENSORS -> TensorsFrame.read(frame);
        case ERROR -> assertTrue(!ErrorFrame.read(frame).failure().getMessage().isEmpty());
        case PONG -> frame.i64("the value");
        default -> throw new AssertionError("found " + frame.type());
      }
      frame.requireEnd();
    }
  }

  private static void assertGoodIsAnswered(int port, String after) throws IOException {
    try (RawClient client = RawClient.welcomed(port)) {
      client.classify(1, "Oil prices soar to an all-time record");
      Frame answer = client.read();
      assertEquals(FrameType.LABELS, answer.type(), after);
      assertEquals("Business", LabelRows.read(answer).label(0, 0), after);
    }
  }
}
