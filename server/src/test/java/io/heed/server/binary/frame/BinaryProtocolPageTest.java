package io.heed.server.binary.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.Priority;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The codec against the bytes of the page, and others written by hand. */
class BinaryProtocolPageTest {
  private static final RequestHead NEWS = new RequestHead(0, 0, 0, "news", "");

  private static List<String> example() throws IOException {
    return Files.readAllLines(Path.of("BINARY_PROTOCOL.md")).stream()
        .filter(line -> line.startsWith("client  ") || line.startsWith("server  "))
        .map(line -> line.substring(8).replace(" ", ""))
        .toList();
  }

  private static String written(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return ByteBufUtil.hexDump(out);
  }

  private static Frame frame(String hex) {
    FrameBuffer buffer = new FrameBuffer(1 << 20);
    buffer.append(
        UnpooledByteBufAllocator.DEFAULT,
        Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", ""))));
    Frame frame = buffer.next();
    if (frame == null) {
      throw new AssertionError("no whole frame: " + hex);
    }
    return frame;
  }

  @Test
  void writing_thePagesExample_givesItsBytes() throws IOException {
    List<String> lines = example();
    ByteBuffer scores = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    scores.putFloat(0.75f).putFloat(0.25f).flip();
    List<byte[]> labels =
        List.of(
            "Business".getBytes(StandardCharsets.UTF_8), "World".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of(
            written(Frames::writePreface),
            written(new Hello("", "demo")::write),
            written(Frames::writePreface),
            written(new Welcome(16 << 20, 256, 300_000, 30_000, "heed")::write),
            written(out -> ClassifyFrame.write(out, 7, NEWS, 2, List.of("Oil up!"), null)),
            written(out -> LabelRows.write(out, 7, 3, 1, labels, scores))),
        lines);
  }

  @Test
  void reading_thePagesExample_givesWhatItSays() throws IOException {
    List<String> lines = example();
    assertEquals(new Hello("", "demo"), Hello.read(frame(lines.get(1))));
    assertEquals(
        new Welcome(16 << 20, 256, 300_000, 30_000, "heed"), Welcome.read(frame(lines.get(3))));
    Frame request = frame(lines.get(4));
    assertEquals(FrameType.CLASSIFY, request.type());
    assertEquals(7, request.id());
    ClassifyFrame classify = ClassifyFrame.read(request);
    assertEquals(NEWS, classify.head());
    assertEquals(2, classify.topK());
    assertEquals("Oil up!", new String(classify.texts().get(0), StandardCharsets.UTF_8));
    LabelRows rows = LabelRows.read(frame(lines.get(5)));
    assertEquals(1, rows.texts());
    assertEquals("Business", rows.label(0, 0));
    assertEquals(0.25f, rows.score(0, 1));
  }

  /** Deadline 0x0102 µs, version 3, low, all by hand. */
  @Test
  void classify_pairWithEverything_isWrittenAsThePageSays() {
    String expected =
        "31000000 02 01 0000 ffffffff"
            + "0201000000000000 0300000000000000 0100 0000 0000 03 01 02 000000"
            + "6d 3030 02000000 c3a4 00000000";
    RequestHead head = new RequestHead(0x0102, 3, RequestHead.number(Priority.LOW), "m", "00");
    String found = written(out -> ClassifyFrame.write(out, -1, head, 0, List.of("ä"), List.of("")));
    assertEquals(expected.replace(" ", ""), found);
    ClassifyFrame read = ClassifyFrame.read(frame(found));
    assertEquals(head, read.head());
    assertEquals(Priority.LOW, read.head().enginePriority());
    assertEquals(1, read.seconds() == null ? 0 : read.seconds().size());
  }

  /** INT64 [1, 2] named "a" behind one wanted output "b": data at offset 72, a multiple of 8. */
  @Test
  void run_oneTensor_isWrittenAsThePageSays() {
    String expected =
        "54000000 03 00 0000 01000000"
            + "0000000000000000 0000000000000000 0100 0100 0000 00 01 00 000000 6d"
            + "0100 62"
            + "09 02 0100 61 0100000000000000 0200000000000000 10000000 000000"
            + "0500000000000000 ffffffffffffffff";
    ByteBuffer ids = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    ids.putLong(5).putLong(-1).flip();
    Map<String, RawTensor> inputs = Map.of("a", RawTensor.of(ElementType.INT64, ids, 1, 2));
    RunFrame run = new RunFrame(new RequestHead(0, 0, 0, "m", ""), inputs, Set.of("b"));
    String found = written(out -> run.write(out, 1));
    int data = found.indexOf("0500000000000000") / 2;
    assertEquals(0, data % 8);
    assertEquals(expected.replace(" ", ""), found);
    RunFrame read = RunFrame.read(frame(found));
    assertEquals(Set.of("b"), read.outputs());
    RawTensor tensor = read.inputs().get("a");
    assertArrayEquals(new long[] {1, 2}, tensor == null ? new long[0] : tensor.shape());
    assertEquals(5, tensor == null ? 0 : tensor.bytes().getLong(0));
  }

  @Test
  void tensors_ofAllTypes_comeBackAsTheyWent() {
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    for (ElementType type : ElementType.values()) {
      tensors.put(
          type.name(),
          type == ElementType.BYTES
              ? RawTensor.ofStrings(List.of(new byte[] {1, 2, 3}, new byte[0]), 2)
              : RawTensor.of(type, ByteBuffer.allocate(3 * type.sizeBytes()), 3));
    }
    Map<String, RawTensor> read =
        TensorsFrame.read(frame(written(out -> TensorsFrame.write(out, 1, 1, tensors))));
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.keySet()));
    read.forEach((name, tensor) -> assertEquals(name, tensor.type().name()));
    RawTensor strings = read.get("BYTES");
    assertArrayEquals(
        new byte[] {1, 2, 3}, strings == null ? new byte[0] : strings.strings().get(0));
  }

  @Test
  void error_allStatuses_comeBackAsTheyWent() {
    for (Status status : Status.values()) {
      ErrorFrame error = new ErrorFrame(new ServerException(status, "why"), true, 1000);
      Frame frame = frame(written(out -> error.write(out, 9)));
      ErrorFrame read = ErrorFrame.read(frame);
      assertEquals(status, read.failure().status());
      assertEquals("why", read.failure().getMessage());
      assertTrue(read.refused());
      assertEquals(1000, read.retryAfterMillis());
    }
    String unknown = "12000000 86 00 0000 01000000 63 000000 00000000 0000";
    assertEquals(Status.INTERNAL, ErrorFrame.read(frame(unknown)).failure().status());
  }

  @Test
  void preface_ofAnotherVersion_namesBoth() {
    ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("4845454442494e02"));
    assertEquals(
        "found version 2 of Heed's binary protocol, expected 1",
        assertThrows(MalformedFrameException.class, () -> Frames.readPreface(bytes)).getMessage());
  }
}
