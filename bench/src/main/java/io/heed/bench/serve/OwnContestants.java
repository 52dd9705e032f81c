package io.heed.bench.serve;

import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.runtime.RawTensor;
import io.heed.models.ModelDirectory;
import io.heed.server.HeedServer;
import io.heed.server.ModelSettings;
import io.heed.server.Ports;
import io.heed.server.ServerSettings;
import io.heed.server.client.HeedClient;
import io.heed.server.client.Prediction;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.ServingOptions;
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Heed itself in five ways: the engine called in this process, the server's one way to the models
 * without a protocol, and its three protocols on loopback, whose server is in this process too.
 * Closed once.
 */
final class OwnContestants implements AutoCloseable {
  /** The contestant that the others are compared with. */
  static final String IN_PROCESS = "in process";

  /** Those that classify nothing. */
  static final Set<String> BASELINES = Set.of("nothing", "echo");

  /** So that none waits for a connection while the server refuses. */
  private static final int HTTP_CONNECTIONS_A_REQUEST = 8;

  private final Opened open = new Opened();
  private final List<Contestant<?>> all;
  private final List<Contestant<?>> baselines;

  private OwnContestants(
      ServeModel model, ServeSettings settings, ServingOptions serving, int httpConnections)
      throws IOException {
    List<String> texts = settings.texts();
    TextClassifier classifier =
        open.add(TextClassifier.load(ModelDirectory.open(model.directory())));
    HeedServer server =
        open.add(
            HeedServer.start(
                ServerSettings.DEFAULT
                    .withPorts(Ports.anyOfLoopback())
                    .withModels(served(model, serving))));
    HeedClient binary = open.add(binary(server, settings.connections()));
    HeedClient grpc = open.add(grpc(server, settings.connections()));
    ClientLoop loop = open.add(new ClientLoop());
    HttpTarget http = open.add(HttpTarget.open(loop, port(server, "HTTP"), texts, httpConnections));
    all =
        List.of(
            new Contestant<>(
                IN_PROCESS,
                i -> classifier.classifyAsync(texts.get(i % texts.size())),
                Classification::label),
            service(server.service(), name(server), texts),
            new Contestant<>(
                "binary",
                i -> binary.classifyAsync(texts.get(i % texts.size())),
                Prediction::label),
            new Contestant<>(
                "gRPC", i -> grpc.classifyAsync(texts.get(i % texts.size())), Prediction::label),
            new Contestant<>("HTTP", http::send, HttpTarget::label));
    EchoTarget echo = open.add(new EchoTarget());
    baselines =
        List.of(
            new Contestant<>("nothing", CompletableFuture::completedFuture, String::valueOf),
            new Contestant<>("echo", echo::send, String::valueOf));
  }

  /**
   * What a time holds that is nobody's: {@code nothing} is done at once, so that its time is the
   * generator's own; {@code echo} is a frame there and back over loopback. They classify nothing.
   */
  List<Contestant<?>> baselines() {
    return baselines;
  }

  /** Opens them; blocks until all are ready. */
  static OwnContestants open(ServeModel model, ServeSettings settings) {
    return open(model, settings, ModelSettings.DEFAULT.serving(), settings.inFlight());
  }

  /**
   * Opens those of a server that is soon full; blocks until all are ready.
   *
   * @param maxRequests that the model takes at a time
   */
  static OwnContestants openNarrow(ServeModel model, ServeSettings settings, int maxRequests) {
    ServingOptions usual = ModelSettings.DEFAULT.serving();
    ServingOptions narrow =
        new ServingOptions(
            usual.device(),
            usual.variant(),
            usual.maxTexts(),
            maxRequests,
            usual.lanes(),
            usual.accelerator(),
            usual.providerOptions(),
            usual.shapesWarmUp(),
            usual.warmUp());
    return open(model, settings, narrow, HTTP_CONNECTIONS_A_REQUEST * maxRequests);
  }

  private static OwnContestants open(
      ServeModel model, ServeSettings settings, ServingOptions serving, int httpConnections) {
    try {
      return new OwnContestants(model, settings, serving, httpConnections);
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, "Heed's HTTP port: " + e.getMessage(), e);
    }
  }

  private static ModelSettings served(ServeModel model, ServingOptions serving) {
    ModelSettings usual = ModelSettings.DEFAULT;
    return new ModelSettings(
        usual.repository(),
        Optional.of(model.directory()),
        usual.name(),
        usual.versions(),
        usual.poll(),
        usual.control(),
        serving);
  }

  private static Contestant<InferenceAnswer> service(
      ModelService service, String model, List<String> texts) {
    return new Contestant<>(
        "service",
        i -> {
          byte[] text = texts.get(i % texts.size()).getBytes(StandardCharsets.UTF_8);
          InferenceRequest request =
              InferenceRequest.of(Map.of("text", RawTensor.ofStrings(List.of(text), 1)));
          return service.infer(new InferenceCall("bench", model, null, "", "", request), () -> {});
        },
        answer -> {
          RawTensor labels = answer.response().outputs().get("label");
          if (labels == null) {
            throw new BenchException(
                Kind.RUN, "outputs: found " + answer.response().outputs().keySet());
          }
          return new String(labels.strings().get(0), StandardCharsets.UTF_8);
        });
  }

  static HeedClient binary(HeedServer server, int connections) {
    return HeedClient.binary("127.0.0.1", port(server, "binary")).connections(connections).build();
  }

  static HeedClient grpc(HeedServer server, int connections) {
    return HeedClient.grpc("127.0.0.1", port(server, "gRPC"))
        .model(name(server))
        .connections(connections)
        .build();
  }

  static int port(HeedServer server, String protocol) {
    Integer port = server.ports().get(protocol);
    if (port == null) {
      throw new BenchException(Kind.RUN, "ports: found " + server.ports() + ", no " + protocol);
    }
    return port;
  }

  private static String name(HeedServer server) {
    return server.readyModels().get(0).name();
  }

  /**
   * The one in process first, then those of these names, or all.
   *
   * @throws BenchException of kind USAGE for a name that there is not
   */
  List<Contestant<?>> named(Set<String> names) {
    List<String> known = all.stream().map(Contestant::name).toList();
    if (!known.containsAll(names)) {
      throw new BenchException(
          Kind.USAGE, "--contestants: found " + names + ", expected some of " + known);
    }
    return all.stream()
        .filter(
            each ->
                names.isEmpty() || names.contains(each.name()) || each.name().equals(IN_PROCESS))
        .toList();
  }

  @Override
  public void close() {
    open.close();
  }
}
