package io.heed.server;

import io.heed.models.ModelDirectory;
import io.heed.server.access.AccessPolicy;
import io.heed.server.binary.BinaryListener;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.grpc.GrpcServices;
import io.heed.server.http.HttpListener;
import io.heed.server.http.HttpRoutes;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.ServedModels;
import io.heed.server.inference.ServingOptions;
import io.heed.server.metrics.ServerMetrics;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.net.Listener;
import io.heed.server.net.TlsContexts;
import io.heed.server.net.TlsReload;
import io.heed.server.repository.IndexEntry;
import io.heed.server.repository.ModelLoader;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import io.heed.server.repository.ModelState;
import io.heed.server.repository.RepositoryWatcher;
import io.heed.server.service.ModelService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running server: models, ports and what watches them. Starting opens the ports, which answer
 * that the server is not ready until the models are loaded and warm. Closing tells balancers, takes
 * nothing more, answers what was taken, and frees the models. Thread-safe.
 */
public final class HeedServer implements AutoCloseable {
  /** The name of the bundled model, unless it is given another one. */
  public static final String BUNDLED_NAME = "ag-news";

  private final ServerSettings settings;
  private final ModelRepository<ServedModel> repository;
  private final Workers workers = new Workers();
  private final ModelService service;
  private final ServerMetrics metrics;
  private final FrontEnd frontEnd;
  private final List<AutoCloseable> watchers = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private boolean closed;

  private HeedServer(ServerSettings settings) {
    this.settings = settings;
    this.metrics = new ServerMetrics();
    this.repository = repository(settings.models(), metrics);
    this.service = new ModelService(repository, settings.limits(), workers, settings.accessLog());
    this.frontEnd =
        new FrontEnd(EventLoops.create(settings.ioThreads(), settings.maxConnections()));
    metrics.add(service, frontEnd.loops()::connections);
  }

  /**
   * Starts a server; blocks until it is ready.
   *
   * @throws ServerException if a port cannot be had, a file of TLS is not as it must be, or a
   *     single model cannot be loaded; models of a repository that cannot be are left out
   */
  public static HeedServer start(ServerSettings settings) {
    HeedServer server = new HeedServer(settings);
    try {
      server.openPorts();
      server.loadModels();
      server.service.setReady(true);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static ModelRepository<ServedModel> repository(
      ModelSettings models, ServerMetrics metrics) {
    ServingOptions options = models.serving();
    ModelLoader<ServedModel> loader =
        (name, version, folder) ->
            ServedModels.load(folder, options, engine -> metrics.engine(name, version, engine));
    if (models.repository().isPresent()) {
      ModelSource source = ModelSource.repository(models.repository().get());
      return ModelRepository.of(source, loader, models.versions());
    }
    if (models.directory().isPresent()) {
      Path folder = models.directory().get();
      Path last = folder.toAbsolutePath().normalize().getFileName();
      String name = models.name().orElse(last == null ? "model" : last.toString());
      return ModelRepository.of(ModelSource.single(name, folder), loader, 1);
    }
    return ModelRepository.of(
        ModelSource.builtIn(models.name().orElse(BUNDLED_NAME)),
        (name, version, folder) ->
            ServedModels.load(
                ModelDirectory.bundled(), options, engine -> metrics.engine(name, version, engine)),
        1);
  }

  private void openPorts() {
    Ports at = settings.ports();
    EventLoops loops = frontEnd.loops();
    AccessPolicy access =
        settings.models().control() ? settings.access() : settings.access().withoutAdministration();
    String version = version();
    @Nullable TlsContexts tls = settings.tls().map(TlsContexts::of).orElse(null);
    if (tls != null) {
      watchers.add(TlsReload.start(tls, settings.tlsReload()));
    }
    if (at.http() != Ports.OFF) {
      add(
          "HTTP",
          HttpListener.open(
              loops,
              at.address(at.http()),
              HttpRoutes.inference(service, access, version, metrics::text),
              settings.http(),
              tls == null ? null : tls.context(List.of("h2", "http/1.1"))));
    }
    if (at.grpc() != Ports.OFF) {
      add(
          "gRPC",
          GrpcServices.open(
              loops,
              at.address(at.grpc()),
              service,
              access,
              settings.grpc(),
              version,
              tls == null ? null : tls.context(List.of("h2"))));
    }
    if (at.metrics() != Ports.OFF) {
      add(
          "metrics",
          HttpListener.open(
              loops,
              at.address(at.metrics()),
              HttpRoutes.metrics(metrics::text, service::isReady),
              settings.http(),
              null));
    }
    if (at.binary() != Ports.OFF) {
      add(
          "binary",
          BinaryListener.open(
              loops,
              at.address(at.binary()),
              service,
              access,
              settings.binary(),
              tls == null ? null : tls.context(List.of())));
    }
  }

  private void add(String protocol, Listener listener) {
    frontEnd.add(listener);
    ports.put(protocol, listener.port());
  }

  private void loadModels() {
    repository.loadAll();
    if (settings.models().repository().isEmpty()) {
      for (IndexEntry only : repository.index()) {
        if (only.state() != ModelState.READY) {
          throw new ServerException(
              Status.UNAVAILABLE, "model " + only.name() + ": " + only.reason());
        }
      }
    }
    settings
        .models()
        .poll()
        .ifPresent(pause -> watchers.add(RepositoryWatcher.start(repository, pause)));
  }

  /** The open ports by protocol: HTTP, gRPC, metrics, binary; real ones where any was asked for. */
  public Map<String, Integer> ports() {
    return Collections.unmodifiableMap(ports);
  }

  /** Its models and how calls go to them, for programs that have both in a process. */
  public ModelService service() {
    return service;
  }

  /** The name and version of each model that is ready. */
  public List<IndexEntry> readyModels() {
    return repository.index().stream().filter(each -> each.state() == ModelState.READY).toList();
  }

  /** Heed's version, from the jar's manifest. */
  public static String version() {
    return Optional.ofNullable(HeedServer.class.getPackage().getImplementationVersion())
        .orElse("(not from a jar)");
  }

  /**
   * Stops as said above; blocks as long as the settings' drain time and little more. Later calls do
   * nothing.
   */
  @Override
  public void close() {
    drain();
  }

  /**
   * Closes.
   *
   * @return whether all requests that were taken were answered
   */
  public synchronized boolean drain() {
    if (closed) {
      return true;
    }
    closed = true;
    service.setReady(false);
    boolean drained = false;
    try {
      for (AutoCloseable watcher : watchers) {
        watcher.close();
      }
      drained = frontEnd.close(settings.drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new ServerException(Status.INTERNAL, "closing: " + e.getMessage(), e);
    } finally {
      repository.close();
      workers.close();
    }
    return drained;
  }
}
