package io.heed.server;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.heed.server.client.HeedClient;
import io.heed.server.error.ServerException;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients of every protocol that ask a server without a pause, and count what they get: an answer
 * of a model, a refusal that says that the server or the model is not there, no answer because the
 * connection was refused or ended, or anything else, which is wrong.
 */
final class Callers implements AutoCloseable {
  static final String TEXT = "Oil prices soar to an all-time record";
  private static final String MODEL = "ag-news";

  final LongAdder sent = new LongAdder();
  final LongAdder answered = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder unanswered = new LongAdder();
  final Map<String, LongAdder> wrong = new ConcurrentHashMap<>();
  final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
  final Map<String, LongAdder> answeredBy = new ConcurrentHashMap<>();

  private final List<Thread> threads = new ArrayList<>();
  private final List<Runnable> clients = new ArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(4 * 20);
  private volatile boolean stopped;

  private enum Outcome {
    ANSWERED,
    REFUSED,
    UNANSWERED
  }

  @FunctionalInterface
  private interface Caller {
    Outcome ask() throws Exception;
  }

  /** Starts a client of gRPC, the binary protocol, HTTP/1.1 and HTTP/2 each. */
  static Callers of(Map<String, Integer> ports) {
    Callers callers = new Callers();
    callers.addGrpc(ports.getOrDefault("gRPC", 0));
    callers.addBinary(ports.getOrDefault("binary", 0));
    callers.addHttp(ports.getOrDefault("HTTP", 0), HttpClient.Version.HTTP_1_1);
    callers.addHttp(ports.getOrDefault("HTTP", 0), HttpClient.Version.HTTP_2);
    return callers;
  }

  /** Waits until each has had some answers. */
  void awaitBegun() throws InterruptedException {
    begun.await();
  }

  private void addGrpc(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    clients.add(channel::shutdownNow);
    GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName(MODEL)
            .addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("text")
                    .setDatatype("BYTES")
                    .addShape(1)
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addBytesContents(com.google.protobuf.ByteString.copyFromUtf8(TEXT))))
            .build();
    start(
        "grpc",
        () -> {
          try {
            ModelInferResponse response = stub.modelInfer(request);
            return response.getRawOutputContents(0).toStringUtf8().contains("Business")
                ? Outcome.ANSWERED
                : wrong("answer " + response);
          } catch (StatusRuntimeException e) {
            String reason = String.valueOf(e.getStatus().getDescription());
            if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
              return wrong(e.getStatus().toString());
            }
            reasons.computeIfAbsent("grpc " + reason, key -> new LongAdder()).increment();
            return reason.contains("io exception") || reason.contains("transport")
                ? Outcome.UNANSWERED
                : Outcome.REFUSED;
          }
        });
  }

  private void addBinary(int port) {
    HeedClient client = HeedClient.binary("127.0.0.1", port).build();
    clients.add(client::close);
    start(
        "binary",
        () -> {
          try {
            String label = client.classify(TEXT).label();
            return label.equals("Business") ? Outcome.ANSWERED : wrong("answer " + label);
          } catch (ServerException e) {
            reasons.computeIfAbsent("binary " + e.getMessage(), key -> new LongAdder()).increment();
            return e.status() != io.heed.server.error.Status.UNAVAILABLE
                ? wrong(e.status() + " " + e.getMessage())
                : e.getMessage().contains("connect") ? Outcome.UNANSWERED : Outcome.REFUSED;
          }
        });
  }

  private void addHttp(int port, HttpClient.Version version) {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predict"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"inputs\": \"" + TEXT + "\"}"))
            .build();
    start(
        version.toString(),
        () -> {
          try {
            HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
              case 200 ->
                  response.body().contains("Business")
                      ? Outcome.ANSWERED
                      : wrong("answer " + response.body());
              case 503 -> Outcome.REFUSED;
              default -> wrong(response.statusCode() + " " + response.body());
            };
          } catch (IOException e) {
            reasons.computeIfAbsent(version + " " + e, key -> new LongAdder()).increment();
            return Outcome.UNANSWERED;
          }
        });
  }

  private Outcome wrong(String what) {
    wrong.computeIfAbsent(what, key -> new LongAdder()).increment();
    return Outcome.UNANSWERED;
  }

  private void start(String name, Caller caller) {
    Thread thread =
        new Thread(
            () -> {
              while (!stopped) {
                sent.increment();
                try {
                  switch (caller.ask()) {
                    case ANSWERED -> {
                      answered.increment();
                      answeredBy.computeIfAbsent(name, key -> new LongAdder()).increment();
                      begun.countDown();
                    }
                    case REFUSED -> refused.increment();
                    case UNANSWERED -> unanswered.increment();
                  }
                } catch (Exception e) {
                  wrong(name + ": " + e);
                }
              }
            },
            "caller-" + name);
    threads.add(thread);
    thread.start();
  }

  /** The answers of one of the server's protocols: grpc, binary, http. */
  long answeredBy(String protocol) {
    return answeredBy.entrySet().stream()
        .filter(each -> each.getKey().toLowerCase(Locale.ROOT).startsWith(protocol))
        .mapToLong(each -> each.getValue().sum())
        .sum();
  }

  /** Ends all callers after the answers they wait for. */
  void stop() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    clients.forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return "sent "
        + sent
        + ", answered "
        + answered
        + " "
        + answeredBy
        + ", refused "
        + refused
        + ", unanswered "
        + unanswered
        + ", wrong "
        + wrong
        + ", reasons "
        + reasons;
  }
}
