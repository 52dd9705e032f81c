package io.heed.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.server.access.AccessPolicy;
import io.heed.server.binary.BinaryServer;
import io.heed.server.binary.BinarySettings;
import io.heed.server.binary.HeldModel;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the binary transport's alone, with a model whose answers are the test's. */
class BinaryClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final BinarySettings ONE =
      new BinarySettings(64 << 10, 1, LONG, LONG, LONG, 64 << 10);

  private final HeldModel model = new HeldModel();
  private BinaryServer server = open(AccessPolicy.OPEN, BinarySettings.DEFAULT, null, 0);

  private BinaryServer open(
      AccessPolicy access, BinarySettings settings, @Nullable SslContext tls, int port) {
    return BinaryServer.open(access, settings, tls, (name, version, folder) -> model, port);
  }

  private void reopen(AccessPolicy access, BinarySettings settings, @Nullable SslContext tls) {
    server.close();
    server = open(access, settings, tls, 0);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HeedClientBuilder client() {
    return HeedClient.binary("127.0.0.1", server.port()).model(BinaryServer.MODEL).connections(1);
  }

  @Test
  void cancel_requestAtWork_isToldToTheServer() throws Exception {
    try (HeedClient client = client().build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      HeldModel.Held held = model.next();
      assertTrue(answer.cancel(false));
      held.awaitCancelled();
      CompletableFuture<Prediction> next = client.classifyAsync("two");
      model.next().answer("b");
      assertEquals("b", next.get(20, TimeUnit.SECONDS).label());
    }
  }

  @Test
  void deadline_passes_failsHereAndCancelsThere() throws Exception {
    try (HeedClient client = client().build()) {
      CompletableFuture<Prediction> answer =
          client.classifyAsync("one", client.defaults().withDeadline(Duration.ofMillis(200)));
      HeldModel.Held held = model.next();
      ServerException failure = failure(answer);
      assertEquals(Status.DEADLINE_EXCEEDED, failure.status());
      assertEquals("found no answer within 200 ms", failure.getMessage());
      held.awaitCancelled();
      assertTrue(held.request().options().deadline().orElse(LONG).toMillis() <= 200);
    }
  }

  @Test
  void connection_lost_failsWhatIsAtWorkAndSendsItNotAgain() throws Exception {
    try (HeedClient client = client().retries(5).build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      model.next();
      server.listener().abort();
      assertEquals(Status.UNAVAILABLE, failure(answer).status());
      assertEquals(1, model.begun());
    }
  }

  @Test
  void server_comesBack_isFoundAgain() throws Exception {
    try (HeedClient client = client().retries(100).build()) {
      CompletableFuture<Prediction> first = client.classifyAsync("one");
      model.next().answer("a");
      assertEquals("a", first.get(20, TimeUnit.SECONDS).label());
      int port = server.port();
      server.close();
      CompletableFuture<Prediction> second = client.classifyAsync("two");
      server = open(AccessPolicy.OPEN, BinarySettings.DEFAULT, null, port);
      model.next().answer("b");
      assertEquals("b", second.get(20, TimeUnit.SECONDS).label());
    }
  }

  @Test
  void server_stops_losesNothing() throws Exception {
    try (HeedClient client = client().build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      HeldModel.Held held = model.next();
      server.listener().stop();
      held.answer("a");
      assertEquals("a", answer.get(20, TimeUnit.SECONDS).label());
      assertTrue(server.drain());
      CompletableFuture<Prediction> late = client.classifyAsync("two");
      assertEquals(Status.UNAVAILABLE, failure(late).status());
      assertEquals(1, model.begun());
    }
  }

  @Test
  void overloaded_withRetries_isSentAgain() throws Exception {
    try (HeedClient client = client().retries(1).build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      overload(model.next());
      model.next().answer("a");
      assertEquals("a", answer.get(20, TimeUnit.SECONDS).label());
    }
  }

  @Test
  void overloaded_withoutRetries_fails() throws Exception {
    try (HeedClient client = client().build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      overload(model.next());
      assertEquals(Status.OVERLOADED, failure(answer).status());
      assertEquals(1, model.begun());
    }
  }

  /** The server says to wait a second. */
  @Test
  void overloaded_deadlineBeforeTheRetry_failsAtOnce() throws Exception {
    try (HeedClient client = client().retries(1).build()) {
      CompletableFuture<Prediction> answer =
          client.classifyAsync("one", client.defaults().withDeadline(Duration.ofMillis(900)));
      overload(model.next());
      assertEquals(Status.OVERLOADED, failure(answer).status());
    }
  }

  private static void overload(HeldModel.Held held) {
    held.answer()
        .completeExceptionally(new EngineException(EngineException.Kind.OVERLOADED, "full"));
  }

  @Test
  void waiting_tooMany_areRefusedHere() throws Exception {
    reopen(AccessPolicy.OPEN, ONE, null);
    try (HeedClient client = client().maxWaiting(1).build()) {
      CompletableFuture<Prediction> first = client.classifyAsync("one");
      HeldModel.Held held = model.next();
      CompletableFuture<Prediction> second = client.classifyAsync("two");
      CompletableFuture<Prediction> third = client.classifyAsync("three");
      ServerException failure = failure(third);
      assertEquals(Status.OVERLOADED, failure.status());
      assertEquals(
          "1 requests wait for 127.0.0.1:" + server.port() + " already", failure.getMessage());
      held.answer("a");
      model.next().answer("b");
      assertEquals("a", first.get(20, TimeUnit.SECONDS).label());
      assertEquals("b", second.get(20, TimeUnit.SECONDS).label());
    }
  }

  @Test
  void request_longerThanTheServerTakes_failsAlone() throws Exception {
    reopen(AccessPolicy.OPEN, ONE, null);
    try (HeedClient client = client().build()) {
      ServerException failure = failure(client.classifyAsync("x".repeat(1 << 16)));
      assertEquals(Status.INVALID_ARGUMENT, failure.status());
      assertEquals("request: found 65584 bytes, expected at most 65536", failure.getMessage());
      CompletableFuture<Prediction> next = client.classifyAsync("two");
      model.next().answer("b");
      assertEquals("b", next.get(20, TimeUnit.SECONDS).label());
    }
  }

  @Test
  void token_wrongOrRight_decidesTheConnection() throws Exception {
    reopen(AccessPolicy.of(List.of("secret"), List.of()), BinarySettings.DEFAULT, null);
    try (HeedClient client = client().token("wrong").retries(3).build()) {
      ServerException failure = failure(client.classifyAsync("one"));
      assertEquals(Status.UNAUTHENTICATED, failure.status());
      assertEquals("the bearer token is not known here", failure.getMessage());
    }
    try (HeedClient client = client().token("secret").build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      model.next().answer("a");
      assertEquals("a", answer.get(20, TimeUnit.SECONDS).label());
    }
  }

  @Test
  void server_thatIsNone_isToldApart() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HeedClient client = HeedClient.binary("127.0.0.1", other.getLocalPort()).build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      try (Socket socket = other.accept()) {
        socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
        ServerException failure = failure(answer);
        assertEquals(Status.UNAVAILABLE, failure.status());
        assertTrue(
            failure
                .getMessage()
                .startsWith(
                    "127.0.0.1:"
                        + other.getLocalPort()
                        + " speaks wrongly: found the bytes 5353482d322e302d first"),
            failure.getMessage());
      }
    }
  }

  /** It says WELCOME, and nothing ever after. */
  @Test
  void server_givesNoSignOfLife_isGivenUp() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HeedClient client =
            HeedClient.binary("127.0.0.1", other.getLocalPort())
                .connections(1)
                .keepAlive(Duration.ofMillis(50))
                .build()) {
      CompletableFuture<Prediction> answer = client.classifyAsync("one");
      try (Socket socket = other.accept()) {
        socket.getOutputStream().write(welcome());
        ServerException failure = failure(answer);
        assertEquals(Status.UNAVAILABLE, failure.status());
        assertEquals(
            "127.0.0.1:" + other.getLocalPort() + " gives no sign of life", failure.getMessage());
      }
    }
  }

  private static byte[] welcome() {
    return ByteBufUtil.decodeHexDump(
        "4845454442494e01"
            + "1e000000810000000000000000000001000100"
            + "00e09304003075000004006865"
            + "6564");
  }

  private static ServerException failure(CompletableFuture<?> answer) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(ServerException.class, failure.getCause());
  }
}
