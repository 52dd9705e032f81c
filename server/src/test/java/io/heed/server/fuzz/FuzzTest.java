package io.heed.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.server.HeedServer;
import io.heed.server.Ports;
import io.heed.server.ServerSettings;
import io.heed.server.net.RecordingLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutated requests to every port: each is answered well or the connection ends, no buffer leaks,
 * and good requests in between are answered. {@code -Dheed.fuzz.requests=200000} sends so many to
 * each, {@code -Dheed.fuzz.ports=HTTP/2,metrics} to these alone, {@code -Dheed.fuzz.seed=…} repeats
 * a run.
 */
class FuzzTest {
  private static final int REQUESTS = Integer.getInteger("heed.fuzz.requests", 1500);
  private static final long SEED = Long.getLong("heed.fuzz.seed", System.nanoTime());
  private static final int THREADS = 8;
  private static final int GOOD_EVERY = 100;

  /** An answer that has not begun by then is not waited for. */
  private static final int PATIENCE_MILLIS = 3;

  /** A connection that has not ended by then never does. */
  private static final int HUNG_MILLIS = 20_000;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static HeedServer server;

  @BeforeAll
  static void start() {
    server = HeedServer.start(ServerSettings.DEFAULT.withPorts(Ports.anyOfLoopback()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<FuzzTarget> targets() {
    Set<String> wanted = Set.of(System.getProperty("heed.fuzz.ports", "").split(","));
    return Stream.<FuzzTarget>of(
            new HttpTarget("HTTP"),
            new Http2Target(),
            new GrpcTarget(),
            new BinaryTarget(),
            new HttpTarget("metrics"))
        .filter(target -> wanted.contains("") || wanted.contains(target.name()));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void mutatedRequests_anyPort_areAnsweredWellAndLeakNothing(FuzzTarget target) throws Exception {
    System.out.printf(Locale.ROOT, "%s: %d requests, seed %d%n", target.name(), REQUESTS, SEED);
    int port = server.ports().getOrDefault(target.port(), 0);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> parts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long seed = SEED + i;
        int count = (REQUESTS + i) / THREADS;
        parts.add(pool.submit(() -> run(target, port, seed, count)));
      }
      int answered = 0;
      for (Future<Integer> part : parts) {
        answered += part.get();
      }
      System.out.printf(
          Locale.ROOT, "%s: %d of %d had an answer%n", target.name(), answered, REQUESTS);
      assertTrue(answered > 0);
    } finally {
      pool.shutdownNow();
    }
    assertEquals(List.of(), RecordingLeakDetector.leaks());
    assertAnswered(target, port, new SplittableRandom(SEED));
  }

  private static void assertAnswered(FuzzTarget target, int port, SplittableRandom addresses)
      throws IOException {
    Exchange good = exchange(port, target.good(), HUNG_MILLIS, addresses, target::isGood);
    assertTrue(target.isGood(good.answer()), () -> "good request got: " + escaped(good.answer()));
  }

  private static int run(FuzzTarget target, int port, long seed, int count) throws IOException {
    Mutator mutator = new Mutator(seed);
    SplittableRandom addresses = new SplittableRandom(seed);
    int answered = 0;
    for (int i = 0; i < count; i++) {
      byte[] request = target.malformed(mutator);
      Exchange exchange = exchange(port, request, PATIENCE_MILLIS, addresses, answer -> false);
      try {
        if (!exchange.reset()) {
          target.check(exchange.answer());
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ", request " + i + ": " + escaped(request) + ": " + e.getMessage(), e);
      }
      answered += exchange.answer().length > 0 ? 1 : 0;
      if (i % GOOD_EVERY == 0) {
        assertAnswered(target, port, addresses);
      }
    }
    return answered;
  }

  /**
   * Sends a request on a connection of its own, from one of many loopback addresses, so that there
   * are always free ports, and reads until the end or until it has what was wanted.
   */
  private static Exchange exchange(
      int port,
      byte[] request,
      int patienceMillis,
      SplittableRandom addresses,
      Predicate<byte[]> done)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    boolean reset = false;
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 0);
      byte[] from = {127, 0, 0, (byte) addresses.nextInt(2, 250)};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), HUNG_MILLIS);
      boolean ended;
      try {
        socket.getOutputStream().write(request);
        ended = read(socket, answer, patienceMillis, done);
      } catch (SocketTimeoutException e) {
        ended = false;
      }
      if (!ended) {
        socket.shutdownOutput();
        read(socket, answer, HUNG_MILLIS, done);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("hung for " + HUNG_MILLIS + " ms: " + escaped(request), e);
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).matches(".*(reset|[Bb]roken pipe).*")) {
        throw e;
      }
      reset = true; // the server closes without reading the rest, and some of its answer is lost
    }
    return new Exchange(answer.toByteArray(), reset);
  }

  private record Exchange(byte[] answer, boolean reset) {}

  /** Reads to the end of the stream, or until it is enough, or until nothing comes for so long. */
  private static boolean read(
      Socket socket, ByteArrayOutputStream answer, int millis, Predicate<byte[]> done)
      throws IOException {
    socket.setSoTimeout(millis);
    byte[] chunk = new byte[8192];
    while (true) {
      int count = socket.getInputStream().read(chunk);
      if (count < 0) {
        return true;
      }
      answer.write(chunk, 0, count);
      if (done.test(answer.toByteArray())) {
        return true;
      }
    }
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      if (each >= ' ' && each < 127 && each != '\\') {
        text.append((char) each);
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02x", each & 0xff));
      }
    }
    return text.toString();
  }
}
