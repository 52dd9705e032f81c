package io.heed.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.models.ModelDirectory;
import io.heed.server.error.ServerException;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelState;
import io.heed.server.service.ModelCounts;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeedServerTest {
  private static final ServerSettings LOOPBACK =
      ServerSettings.DEFAULT.withPorts(Ports.anyOfLoopback());

  @TempDir private Path root;

  @Test
  void start_noSettings_servesTheBundledModelOnFourPorts() throws Exception {
    try (HeedServer server = HeedServer.start(LOOPBACK)) {
      assertEquals(4, server.ports().size());
      assertEquals(
          List.of(new IndexEntry("ag-news", 1, ModelState.READY, "")), server.readyModels());
      HttpResponse<String> ready = get(server.ports().getOrDefault("HTTP", 0), "/v2/health/ready");
      assertEquals(200, ready.statusCode());
      HttpResponse<String> metrics = get(server.ports().getOrDefault("metrics", 0), "/metrics");
      assertTrue(metrics.body().contains("heed_ready 1.0"), metrics.body());
    }
  }

  @Test
  void start_portInUse_saysWhichAndOpensNone() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      ServerException refused =
          assertThrows(
              ServerException.class,
              () ->
                  HeedServer.start(
                      LOOPBACK.withPorts(new Ports("0.0.0.0", 0, taken.getLocalPort(), 0, 0))));
      assertTrue(
          refused.getMessage().startsWith("gRPC port " + taken.getLocalPort()),
          refused.getMessage());
    }
  }

  @Test
  void start_brokenSingleModel_saysWhy() throws IOException {
    Files.createDirectories(root.resolve("empty"));
    Files.writeString(root.resolve("empty/readme.txt"), "no model");
    ServerException refused =
        assertThrows(
            ServerException.class,
            () ->
                HeedServer.start(
                    LOOPBACK.withModels(
                        new ModelSettings(
                            Optional.empty(),
                            Optional.of(root.resolve("empty")),
                            Optional.empty(),
                            1,
                            Optional.empty(),
                            false,
                            ModelSettings.DEFAULT.serving()))));
    assertTrue(refused.getMessage().startsWith("model empty: "), refused.getMessage());
  }

  /** The model is loaded anew again and again while clients of all protocols ask it. */
  @Test
  void load_underLoad_losesAndRefusesNothing() throws Exception {
    Path news = bundled("ag-news");
    try (HeedServer server = HeedServer.start(LOOPBACK.withModels(repository()))) {
      try (Callers callers = Callers.of(server.ports())) {
        callers.awaitBegun();
        for (int swap = 1; swap <= 5; swap++) {
          Files.setLastModifiedTime(
              news.resolve("model.onnx"), FileTime.fromMillis(1_000_000L * swap));
          assertEquals(200, post(server, "/v2/repository/models/ag-news/load").statusCode());
        }
        callers.stop();
        assertEquals(Map.of(), callers.wrong, callers::toString);
        assertEquals(0, callers.refused.sum(), callers::toString);
        assertEquals(0, callers.unanswered.sum(), callers::toString);
        assertEquals(callers.sent.sum(), callers.answered.sum(), callers::toString);
        assertEquals(callers.answered.sum(), counts(server).success().count());
        assertEquals(0, counts(server).failed().count());
      }
    }
  }

  @Test
  void unload_underLoad_refusesWhatItDoesNotAnswer() throws Exception {
    bundled("ag-news");
    try (HeedServer server = HeedServer.start(LOOPBACK.withModels(repository()))) {
      try (Callers callers = Callers.of(server.ports())) {
        callers.awaitBegun();
        assertEquals(200, post(server, "/v2/repository/models/ag-news/unload").statusCode());
        long before = callers.refused.sum();
        while (callers.refused.sum() < before + 20) {
          Thread.onSpinWait();
        }
        assertEquals(200, post(server, "/v2/repository/models/ag-news/load").statusCode());
        callers.stop();
        assertEquals(Map.of(), callers.wrong, callers::toString);
        assertEquals(0, callers.unanswered.sum(), callers::toString);
        assertEquals(
            callers.sent.sum(), callers.answered.sum() + callers.refused.sum(), callers::toString);
        assertEquals(callers.answered.sum(), counts(server).success().count());
      }
    }
  }

  /** What the server has answered has come to the clients, and nothing else is taken for it. */
  @Test
  void drain_underLoad_answersAllThatWasTaken() throws Exception {
    HeedServer server = HeedServer.start(LOOPBACK.withDrain(Duration.ofSeconds(20)));
    try (Callers callers = Callers.of(server.ports())) {
      callers.awaitBegun();
      assertTrue(server.drain());
      callers.stop();
      assertEquals(Map.of(), callers.wrong, callers::toString);
      assertEquals(
          callers.sent.sum(),
          callers.answered.sum() + callers.refused.sum() + callers.unanswered.sum(),
          callers::toString);
      ModelCounts counts = counts(server);
      assertEquals(callers.answered.sum(), counts.success().count(), callers::toString);
      assertEquals(0, counts.failed().count(), counts::toString);
      assertEquals(0, counts.cancelled().count(), counts::toString);
      assertFalse(server.service().isReady());
    } finally {
      server.close();
    }
  }

  private ModelSettings repository() {
    return ModelSettings.DEFAULT.withRepository(root).withControl(true);
  }

  private Path bundled(String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    for (String file : List.of("config.json", "tokenizer.json", "model.onnx")) {
      Files.write(folder.resolve(file), ModelDirectory.bundled().read(file));
    }
    return folder;
  }

  private static ModelCounts counts(HeedServer server) {
    return server.service().counts().get(0);
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build());
  }

  private static HttpResponse<String> post(HeedServer server, String path) throws Exception {
    return send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.ports().getOrDefault("HTTP", 0) + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
