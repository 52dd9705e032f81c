package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.engine.TextClassifier;
import io.heed.server.HeedServer;
import io.heed.server.Ports;
import io.heed.server.ServerSettings;
import io.heed.server.client.HeedClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The bundled model in this process and behind a server's ports on loopback, called by blocking
 * calls. For one thread; closed once.
 */
public final class LoopbackCalls implements AutoCloseable {
  /** The contestants, in the order of their numbers. */
  public static final List<String> NAMES =
      List.of("classify", "async", "echo", "binary", "grpc", "http");

  private static final int SECONDS = 30;

  private final Opened open = new Opened();
  private final List<String> texts;
  private final TextClassifier classifier;
  private final EchoTarget echo;
  private final HeedClient binary;
  private final HeedClient grpc;
  private final HttpTarget http;

  private LoopbackCalls(List<String> texts) throws IOException {
    this.texts = List.copyOf(texts);
    classifier = open.add(TextClassifier.bundled());
    HeedServer server =
        open.add(HeedServer.start(ServerSettings.DEFAULT.withPorts(Ports.anyOfLoopback())));
    echo = open.add(new EchoTarget());
    binary = open.add(OwnContestants.binary(server, 1));
    grpc = open.add(OwnContestants.grpc(server, 1));
    http =
        open.add(
            HttpTarget.open(
                open.add(new ClientLoop()), OwnContestants.port(server, "HTTP"), texts, 1));
  }

  /** Starts server and clients; blocks until all are ready. */
  public static LoopbackCalls open(List<String> texts) {
    try {
      return new LoopbackCalls(texts);
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, "Heed's HTTP port: " + e.getMessage(), e);
    }
  }

  /** How many texts there are. */
  public int texts() {
    return texts.size();
  }

  /**
   * Sends a text and blocks until its answer is there.
   *
   * @param contestant by its place in {@link #NAMES}
   */
  public Object call(int contestant, int text) {
    return switch (contestant) {
      case 0 -> classifier.classify(texts.get(text));
      case 1 -> await(classifier.classifyAsync(texts.get(text)));
      case 2 -> await(echo.send(text));
      case 3 -> binary.classify(texts.get(text));
      case 4 -> grpc.classify(texts.get(text));
      default -> await(http.send(text));
    };
  }

  private static Object await(CompletableFuture<?> answer) {
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, "interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchException(Kind.RUN, "no answer: " + e, e);
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
