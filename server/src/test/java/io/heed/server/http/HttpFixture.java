package io.heed.server.http;

import io.heed.models.ModelDirectory;
import io.heed.server.access.AccessPolicy;
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
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ports on loopback over a repository with the bundled model and, where they are, Triton's. */
final class HttpFixture {
  static final Path TRITON = Path.of("../../shared/fixtures/triton");

  final ModelRepository<ServedModel> repository;
  final ModelService service;
  final ConcurrentLinkedQueue<AccessLog.Entry> log = new ConcurrentLinkedQueue<>();
  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final List<HttpListener> listeners = new ArrayList<>();

  private HttpFixture(Path root) {
    repository =
        ModelRepository.of(
            ModelSource.repository(root),
            (name, version, folder) -> ServedModels.load(folder, ServingOptions.DEFAULT),
            1);
    repository.loadAll();
    service = new ModelService(repository, ServiceLimits.DEFAULT, workers, log::add);
    service.setReady(true);
  }

  /** Models in a folder: ag-news version 3, words, and Triton's. */
  static HttpFixture of(Path root) throws IOException {
    Path news = Files.createDirectories(root.resolve("ag-news/3"));
    for (String file : List.of("config.json", "tokenizer.json", "model.onnx")) {
      Files.write(news.resolve(file), ModelDirectory.bundled().read(file));
    }
    try (InputStream words =
        Objects.requireNonNull(
            HttpFixture.class.getResourceAsStream("/io/heed/server/cli/words.onnx"))) {
      Files.copy(words, Files.createDirectories(root.resolve("words")).resolve("model.onnx"));
    }
    for (String name : List.of("simple", "simple_string", "simple_int8")) {
      Path file = TRITON.resolve(name).resolve("1/model.onnx");
      if (Files.isRegularFile(file)) {
        Files.copy(file, Files.createDirectories(root.resolve(name + "/1")).resolve("model.onnx"));
      }
    }
    return new HttpFixture(root);
  }

  HttpListener open(HttpSettings settings, AccessPolicy access, @Nullable SslContext tls) {
    HttpListener listener =
        HttpListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            HttpRoutes.inference(
                service, access, "1.2.3", () -> "up 1\n".getBytes(StandardCharsets.UTF_8)),
            settings,
            tls);
    frontEnd.add(listener);
    listeners.add(listener);
    return listener;
  }

  HttpListener open() {
    return open(HttpSettings.DEFAULT, AccessPolicy.OPEN, null);
  }

  EventLoops loops() {
    return frontEnd.loops();
  }

  void add(HttpListener listener) {
    frontEnd.add(listener);
  }

  void close() throws InterruptedException {
    frontEnd.close(Duration.ofSeconds(20));
    repository.close();
    workers.shutdown();
    if (!workers.awaitTermination(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the workers do not end");
    }
  }
}
