package io.heed.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.metrics.EngineMetrics;
import io.heed.models.ModelDirectory;
import io.heed.server.access.AccessPolicy;
import io.heed.server.grpc.GrpcListener;
import io.heed.server.grpc.GrpcServices;
import io.heed.server.grpc.GrpcSettings;
import io.heed.server.http.HttpListener;
import io.heed.server.http.HttpRoutes;
import io.heed.server.http.HttpSettings;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.ServedModels;
import io.heed.server.inference.ServingOptions;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import io.heed.server.service.AccessLog;
import io.heed.server.service.ModelService;
import io.heed.server.service.ServiceLimits;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's clients, by the scripts of {@code src/it}, against a server of the test. */
class ClientScriptsTest {
  private static final Path SCRIPTS = Path.of("src/it");
  private static final long MOST_SECONDS = 120;

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ModelRepository<ServedModel> repository;

  @SuppressWarnings("NullAway.Init")
  private static FrontEnd frontEnd;

  @SuppressWarnings("NullAway.Init")
  private static GrpcListener grpc;

  @SuppressWarnings("NullAway.Init")
  private static HttpListener http;

  @BeforeAll
  static void open() {
    repository =
        ModelRepository.of(
            ModelSource.builtIn("ag-news"),
            (name, version, path) ->
                ServedModels.load(
                    ModelDirectory.bundled(), ServingOptions.DEFAULT, engine -> EngineMetrics.NONE),
            1);
    repository.loadAll();
    ModelService service =
        new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, AccessLog.NONE);
    service.setReady(true);
    frontEnd = new FrontEnd(EventLoops.create(1));
    grpc =
        GrpcServices.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            service,
            AccessPolicy.OPEN,
            GrpcSettings.DEFAULT,
            "1.2.3",
            null);
    frontEnd.add(grpc);
    http =
        HttpListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            HttpRoutes.inference(service, AccessPolicy.OPEN, "1.2.3", () -> new byte[0]),
            HttpSettings.DEFAULT,
            null);
    frontEnd.add(http);
  }

  @AfterAll
  static void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
    repository.close();
  }

  @Test
  void python_grpcio_classifies() throws Exception {
    run(python("grpc, google.protobuf"), "grpc_client.py", grpcAddress());
  }

  @Test
  void node_grpcJs_classifies() throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules/@grpc/grpc-js")),
        "skipped: no server/src/it/node_modules, which 'npm install' there makes");
    run(require("node"), "grpc_client.mjs", grpcAddress());
  }

  @Test
  void h2load_overGrpc_classifies() throws Exception {
    require("h2load");
    run(require("sh"), "h2load_grpc.sh", grpcAddress());
  }

  @Test
  void h2load_overHttp_classifies() throws Exception {
    require("h2load");
    run(require("sh"), "h2load.sh", httpAddress());
  }

  @Test
  void curl_allPaths_classify() throws Exception {
    require("curl");
    run(require("sh"), "curl.sh", httpAddress());
  }

  @Test
  void python_huggingFaceStyle_classifies() throws Exception {
    run(python("urllib.request"), "hf_client.py", httpAddress());
  }

  private static String httpAddress() {
    return "http://127.0.0.1:" + http.port();
  }

  private static String grpcAddress() {
    return "127.0.0.1:" + grpc.port();
  }

  /** Runs a script, which says by its end whether it was answered rightly. */
  private static void run(String interpreter, String script, String address)
      throws IOException, InterruptedException {
    Path log = folder.resolve(script + ".log");
    int code = exitCode(log, interpreter, SCRIPTS.resolve(script).toString(), address, "ag-news");
    assertEquals(0, code, Files.readString(log));
    assertTrue(Files.size(log) > 0, "the script has said nothing");
  }

  private static int exitCode(Path log, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(List.of(command) + ": not done after " + MOST_SECONDS + " s");
    }
    return process.exitValue();
  }

  /** A Python that has these modules: the first on the path, or the system's. */
  private static String python(String modules) throws IOException, InterruptedException {
    List<String> candidates = new ArrayList<>(List.of("/usr/bin/python3"));
    find("python3").ifPresent(path -> candidates.add(0, path));
    for (String candidate : candidates) {
      if (Files.isExecutable(Path.of(candidate))
          && exitCode(folder.resolve("python.log"), candidate, "-c", "import " + modules) == 0) {
        return candidate;
      }
    }
    Assumptions.abort("skipped: no python3 that has " + modules);
    return "";
  }

  private static String require(String tool) {
    Optional<String> found = find(tool);
    Assumptions.assumeTrue(found.isPresent(), "skipped: " + tool + " is not installed");
    return found.orElseThrow();
  }

  private static Optional<String> find(String tool) {
    for (String each : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!each.isEmpty() && Files.isExecutable(Path.of(each, tool))) {
        return Optional.of(Path.of(each, tool).toString());
      }
    }
    return Optional.empty();
  }
}
