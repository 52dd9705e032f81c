package io.heed.server.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.Priority;
import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.access.AccessPolicy;
import io.heed.server.binary.frame.ClassifyFrame;
import io.heed.server.binary.frame.ErrorFrame;
import io.heed.server.binary.frame.Frame;
import io.heed.server.binary.frame.FrameType;
import io.heed.server.binary.frame.Frames;
import io.heed.server.binary.frame.GoAway;
import io.heed.server.binary.frame.LabelRows;
import io.heed.server.binary.frame.RequestHead;
import io.heed.server.binary.frame.RunFrame;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes over a loopback connection, with a model whose answers are the test's. */
class BinaryListenerTest {
  private static final BinarySettings FEW =
      new BinarySettings(
          64 << 10,
          2,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          64 << 10);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HeldModel model = new HeldModel();
  private BinaryServer server = open(AccessPolicy.OPEN, FEW);

  private BinaryServer open(AccessPolicy access, BinarySettings settings) {
    return BinaryServer.open(access, settings, null, (name, version, folder) -> model, 0);
  }

  private void reopen(AccessPolicy access, BinarySettings settings) {
    server.close();
    server = open(access, settings);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void answers_secondIsReadyFirst_comeInThatOrder() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.classify(1, "one");
      client.classify(2, "two");
      HeldModel.Held first = model.next();
      HeldModel.Held second = model.next();
      assertEquals("two", second.text());
      second.answer("b");
      Frame early = client.read();
      first.answer("a");
      Frame late = client.read();
      assertEquals(2, early.id());
      assertEquals("b", LabelRows.read(early).label(0, 0));
      assertEquals(1, late.id());
      assertEquals("a", LabelRows.read(late).label(0, 0));
    }
  }

  @Test
  void classify_deadlinePriorityAndVersion_reachTheModel() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      RequestHead head = new RequestHead(1_500_000, 1, 1, BinaryServer.MODEL, "");
      client.send(out -> ClassifyFrame.write(out, 1, head, 3, List.of("x", "y"), List.of("z", "")));
      HeldModel.Held held = model.next();
      assertEquals(Priority.HIGH, held.request().options().priority());
      assertEquals(
          Duration.ofMillis(1500), held.request().options().deadline().orElse(Duration.ZERO));
      assertEquals(3, held.request().parameters().positive("top_k", 1));
      assertEquals(Set.of("text", "text_pair"), held.request().inputs().keySet());
      held.answer("a");
      assertEquals(FrameType.LABELS, client.read().type());
    }
  }

  @Test
  void run_tensor_reachesTheModelWhereItLies() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      ByteBuffer ids = ByteBuffer.allocate(8).put(0, (byte) 7);
      RunFrame run =
          new RunFrame(
              new RequestHead(0, 0, 0, BinaryServer.MODEL, ""),
              Map.of("input_ids", RawTensor.of(ElementType.INT32, ids, 1, 2)),
              Set.of());
      client.send(out -> run.write(out, 5));
      HeldModel.Held held = model.next();
      RawTensor tensor = held.request().inputs().get("input_ids");
      assertEquals("INT32 [1, 2]", String.valueOf(tensor));
      assertTrue(tensor != null && tensor.bytes().isDirect());
      assertEquals(7, tensor == null ? 0 : tensor.bytes().getInt(0));
      held.answer().complete(HeldModel.zeros(3));
      Frame answer = client.read();
      assertEquals(FrameType.TENSORS, answer.type());
      assertEquals(5, answer.id());
    }
  }

  @Test
  void cancel_requestAtWork_isAnsweredCancelled() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.classify(1, "one");
      HeldModel.Held held = model.next();
      client.send(out -> Frames.writeEmpty(out, FrameType.CANCEL, 99));
      client.send(out -> Frames.writeEmpty(out, FrameType.CANCEL, 1));
      assertError(client.read(), 1, Status.CANCELLED, "the client gave the request up");
      held.awaitCancelled();
    }
  }

  @Test
  void connection_lost_cancelsItsRequests() throws Exception {
    HeldModel.Held held;
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.classify(1, "one");
      held = model.next();
    }
    held.awaitCancelled();
  }

  @Test
  void overload_isToldAsARefusalWithTheTimeToWait() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.classify(1, "one");
      model
          .next()
          .answer()
          .completeExceptionally(
              new EngineException(EngineException.Kind.OVERLOADED, "too many wait"));
      ErrorFrame error = assertError(client.read(), 1, Status.OVERLOADED, "too many wait");
      assertTrue(error.refused());
      assertEquals(1000, error.retryAfterMillis());
    }
  }

  /** The third request is read when one of the two that are allowed has its answer. */
  @Test
  void requests_moreThanMayBeInFlight_waitUnread() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      for (int id = 1; id <= 4; id++) {
        client.classify(id, "text " + id);
      }
      HeldModel.Held first = model.next();
      HeldModel.Held second = model.next();
      assertNull(model.poll());
      assertEquals(2, server.service().inFlight());
      second.answer("b");
      assertEquals(2, client.read().id());
      HeldModel.Held third = model.next();
      assertEquals("text 3", third.text());
      assertNull(model.poll());
      first.answer("a");
      third.answer("c");
      model.next().answer("d");
      Set<Integer> ids = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        ids.add(client.read().id());
      }
      assertEquals(Set.of(1, 3, 4), ids);
    }
  }

  /** A gigabyte of answers fits into no buffer between a server and a client that reads none. */
  @Test
  void answers_notTaken_stopReadingAndThenEndTheConnection() throws Exception {
    reopen(
        AccessPolicy.OPEN,
        new BinarySettings(64 << 10, 256, LONG, LONG, Duration.ofMillis(300), 64 << 10));
    model.answerAll(HeldModel.zeros(1 << 20));
    try (RawClient client = RawClient.welcomed(server.port())) {
      RunFrame run =
          new RunFrame(new RequestHead(0, 0, 0, BinaryServer.MODEL, ""), Map.of(), Set.of());
      for (int id = 1; id <= 1000; id++) {
        int number = id;
        client.send(out -> run.write(out, number));
      }
      server.awaitNoConnection();
      assertTrue(model.begun() < 1000, "begun: " + model.begun());
    }
  }

  @Test
  void stop_requestAtWork_isAnsweredAndLaterOnesRefused() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.classify(1, "one");
      HeldModel.Held held = model.next();
      server.listener().stop();
      Frame goAway = client.read();
      assertEquals(FrameType.GOAWAY, goAway.type());
      assertEquals("the server stops", GoAway.read(goAway).reason());
      client.classify(2, "two");
      ErrorFrame refusal =
          assertError(
              client.read(), 2, Status.UNAVAILABLE, "the connection takes no more requests");
      assertTrue(refusal.refused());
      held.answer("a");
      Frame answer = client.read();
      assertEquals(1, answer.id());
    }
    assertTrue(server.drain());
    assertNull(model.poll());
    assertThrows(IOException.class, () -> new RawClient(server.port()));
  }

  @Test
  void hello_withoutTheToken_isUnauthenticated() throws Exception {
    reopen(AccessPolicy.of(List.of("secret"), List.of()), FEW);
    for (String token : List.of("", "wrong")) {
      try (RawClient client = new RawClient(server.port())) {
        client.hello(token);
        client.readPreface();
        assertError(
            client.read(),
            Frames.NO_ID,
            Status.UNAUTHENTICATED,
            token.isEmpty()
                ? "found no bearer token, expected 'authorization: Bearer …'"
                : "the bearer token is not known here");
        assertEquals(0, client.readToEnd());
      }
    }
    try (RawClient client = new RawClient(server.port())) {
      client.hello("secret");
      client.readPreface();
      assertEquals(FrameType.WELCOME, client.read().type());
    }
  }

  @Test
  void ping_isAnsweredWithItsIdAndValue() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.sendHex("10000000 05000000 09000000 0102030405060708");
      assertEquals(
          "10000000850000000900000001020304" + "05060708",
          ByteBufUtil.hexDump(client.readBytes(20)));
    }
  }

  /** Frames behind the hello; all end the connection. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "07000000 05000000 000000 | found a frame's length 7, expected 8 to 65532",
        "fdff0000 05000000 000000 | found a frame's length 65533, expected 8 to 65532",
        "ffffffff 05000000 000000 | found a frame's length 4294967295, expected 8 to 65532",
        "08000000 7f000000 01000000 | found frame type 0x7f, which this protocol has not",
        "08000000 81000000 01000000 | found a WELCOME frame, expected CLASSIFY, RUN, CANCEL or PING",
        "08000000 04010000 01000000 | CANCEL frame: found flags 1 and reserved bytes 0, expected 0",
        "08000000 04000000 00000000 | CANCEL frame: found id 0, expected another number",
        "09000000 04000000 01000000 00 | CANCEL frame: found 1 bytes behind its end",
        "08000000 05000000 01000000 | PING frame: found 0 bytes left where the value has 8",
        "08000000 02000000 01000000 | CLASSIFY frame: found 0 bytes left where the deadline has 8",
      })
  void frame_malformed_isToldAndEndsTheConnection(String hex, String message) throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.sendHex(hex);
      assertError(client.read(), Frames.NO_ID, Status.INVALID_ARGUMENT, message);
      assertEquals(0, client.readToEnd());
    }
  }

  @Test
  void classify_idThatIsAtWork_endsTheConnection() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.classify(7, "one");
      HeldModel.Held held = model.next();
      client.classify(7, "two");
      assertError(
          client.read(),
          Frames.NO_ID,
          Status.INVALID_ARGUMENT,
          "CLASSIFY frame: found id 7, which is at work already");
      assertEquals(0, client.readToEnd());
      held.awaitCancelled();
    }
  }

  @Test
  void classify_wrongButWellFormed_failsAlone() throws Exception {
    try (RawClient client = RawClient.welcomed(server.port())) {
      RequestHead priority = new RequestHead(0, 0, 4, BinaryServer.MODEL, "");
      client.send(out -> ClassifyFrame.write(out, 1, priority, 0, List.of("x"), null));
      assertError(client.read(), 1, Status.INVALID_ARGUMENT, "priority: found 4, expected 0 to 3");
      RequestHead unknown = new RequestHead(0, 0, 0, "none", "");
      client.send(out -> ClassifyFrame.write(out, 2, unknown, 0, List.of("x"), null));
      assertError(
          client.read(),
          2,
          Status.NOT_FOUND,
          "model none: found none of that name in the repository");
      client.classify(3, "x");
      model.next().answer("a");
      assertEquals(3, client.read().id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4845454442494e02", "5353482d322e302d"})
  void preface_wrong_isToldAfterTheServersOwn(String hex) throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.sendHex(hex);
      client.readPreface();
      ErrorFrame error = ErrorFrame.read(client.read());
      assertEquals(Status.INVALID_ARGUMENT, error.failure().status());
      assertTrue(
          error
              .failure()
              .getMessage()
              .startsWith(
                  hex.endsWith("02")
                      ? "found version 2 of Heed's binary protocol, expected 1"
                      : "found the bytes " + hex + " first, expected those of Heed's binary"),
          error.failure().getMessage());
      assertEquals(0, client.readToEnd());
    }
  }

  @Test
  void preface_ofHttp_isAnsweredInHttp() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(
          "HTTP/1.1 400 Bad Request\r\n",
          new String(client.readBytes(26), StandardCharsets.US_ASCII));
      client.readToEnd();
    }
  }

  @Test
  void hello_tooLate_endsTheConnection() throws Exception {
    reopen(AccessPolicy.OPEN, new BinarySettings(64 << 10, 2, SHORT, LONG, LONG, 64 << 10));
    try (RawClient client = new RawClient(server.port())) {
      client.sendHex("4845");
      client.readPreface();
      assertError(
          client.read(), Frames.NO_ID, Status.DEADLINE_EXCEEDED, "found no hello within 50 ms");
      assertEquals(0, client.readToEnd());
    }
  }

  @Test
  void frame_begunButNotEnded_endsTheConnection() throws Exception {
    reopen(AccessPolicy.OPEN, new BinarySettings(64 << 10, 2, LONG, LONG, SHORT, 64 << 10));
    try (RawClient client = RawClient.welcomed(server.port())) {
      client.sendHex("10000000 05");
      assertError(
          client.read(),
          Frames.NO_ID,
          Status.DEADLINE_EXCEEDED,
          "found a frame that was begun, but not complete within 50 ms");
      assertEquals(0, client.readToEnd());
    }
  }

  @Test
  void connection_thatAsksNothing_isToldToGo() throws Exception {
    reopen(AccessPolicy.OPEN, new BinarySettings(64 << 10, 2, LONG, SHORT, LONG, 64 << 10));
    try (RawClient client = RawClient.welcomed(server.port())) {
      assertEquals("nothing was asked for 50 ms", GoAway.read(client.read()).reason());
      assertEquals(0, client.readToEnd());
    }
  }

  @Test
  void open_portInUse_namesIt() {
    ServerException failure =
        assertThrows(
            ServerException.class,
            () ->
                BinaryServer.open(
                    AccessPolicy.OPEN, FEW, null, (name, version, folder) -> model, server.port()));
    assertTrue(
        failure.getMessage().startsWith("binary port " + server.port() + " of "),
        failure.getMessage());
  }

  private static ErrorFrame assertError(Frame frame, int id, Status status, String message) {
    assertEquals(FrameType.ERROR, frame.type());
    ErrorFrame error = ErrorFrame.read(frame);
    assertEquals(message, error.failure().getMessage());
    assertEquals(status, error.failure().status());
    assertEquals(id, frame.id());
    return error;
  }
}
