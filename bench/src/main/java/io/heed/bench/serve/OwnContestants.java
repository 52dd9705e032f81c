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
import io.heed.server.service.InferenceAnswer;
import io.heed.server.service.InferenceCall;
import io.heed.server.service.ModelService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Heed itself in five ways: the engine called in this process, the server's one way to the models
 * without a protocol, and its three protocols on loopback, whose server is in this process too.
 * Closed once.
 */
final class OwnContestants implements AutoCloseable {
  /** The contestant that the others are compared with. */
  static final String IN_PROCESS = "in process";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Contestant<?>> all;

  private OwnContestants(ServeModel model, ServeSettings settings) throws IOException {
    List<String> texts = settings.texts();
    TextClassifier classifier = opened(TextClassifier.load(ModelDirectory.open(model.directory())));
    HeedServer server =
        opened(
            HeedServer.start(
                ServerSettings.DEFAULT.withPorts(Ports.anyOfLoopback()).withModels(served(model))));
    HeedClient binary =
        opened(
            HeedClient.binary("127.0.0.1", port(server, "binary"))
                .connections(settings.connections())
                .build());
    HeedClient grpc =
        opened(
            HeedClient.grpc("127.0.0.1", port(server, "gRPC"))
                .model(name(server))
                .connections(settings.connections())
                .build());
    ClientLoop loop = opened(new ClientLoop());
    HttpTarget http =
        opened(HttpTarget.open(loop, port(server, "HTTP"), texts, settings.inFlight()));
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
  }

  /** Opens them; blocks until all are ready. */
  static OwnContestants open(ServeModel model, ServeSettings settings) {
    try {
      return new OwnContestants(model, settings);
    } catch (IOException e) {
      throw new BenchException(Kind.RUN, "Heed's HTTP port: " + e.getMessage(), e);
    }
  }

  private static ModelSettings served(ServeModel model) {
    ModelSettings usual = ModelSettings.DEFAULT;
    return new ModelSettings(
        usual.repository(),
        Optional.of(model.directory()),
        usual.name(),
        usual.versions(),
        usual.poll(),
        usual.control(),
        usual.serving());
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

  private <T extends AutoCloseable> T opened(T one) {
    open.push(one);
    return one;
  }

  private static int port(HeedServer server, String protocol) {
    Integer port = server.ports().get(protocol);
    if (port == null) {
      throw new BenchException(Kind.RUN, "ports: found " + server.ports() + ", no " + protocol);
    }
    return port;
  }

  private static String name(HeedServer server) {
    return server.readyModels().get(0).name();
  }

  /** The one in process first, then those of these names, or all. */
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
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new BenchException(Kind.RUN, "closing: " + e.getMessage(), e);
      }
    }
  }
}
