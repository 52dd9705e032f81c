package io.heed.server.binary;

import io.heed.engine.metrics.EngineMetrics;
import io.heed.models.ModelDirectory;
import io.heed.server.access.AccessPolicy;
import io.heed.server.grpc.GrpcListener;
import io.heed.server.grpc.GrpcServices;
import io.heed.server.grpc.GrpcSettings;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.ServedModels;
import io.heed.server.inference.ServingOptions;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.repository.ModelLoader;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import io.heed.server.service.AccessLog;
import io.heed.server.service.ModelService;
import io.heed.server.service.ServiceLimits;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server of one model on a port of the loopback device. */
public final class BinaryServer implements AutoCloseable {
  /** The model's name. */
  public static final String MODEL = "news";

  private static final Duration LONG = Duration.ofSeconds(20);

  private final ModelRepository<ServedModel> repository;
  private final ModelService service;
  private final FrontEnd frontEnd;
  private final BinaryListener listener;

  private BinaryServer(
      ModelRepository<ServedModel> repository,
      ModelService service,
      FrontEnd frontEnd,
      BinaryListener listener) {
    this.repository = repository;
    this.service = service;
    this.frontEnd = frontEnd;
    this.listener = listener;
  }

  /** The bundled model, everybody welcome. */
  public static BinaryServer ofBundled() {
    return open(AccessPolicy.OPEN, BinarySettings.DEFAULT, null, bundled(), 0);
  }

  /** How the bundled model is loaded, wherever it is wanted. */
  public static ModelLoader<ServedModel> bundled() {
    return (name, version, folder) ->
        ServedModels.load(
            ModelDirectory.bundled(), ServingOptions.DEFAULT, engine -> EngineMetrics.NONE);
  }

  /**
   * A server.
   *
   * @param port 0 for any
   */
  public static BinaryServer open(
      AccessPolicy access,
      BinarySettings settings,
      @Nullable SslContext tls,
      ModelLoader<ServedModel> loader,
      int port) {
    ModelRepository<ServedModel> repository =
        ModelRepository.of(ModelSource.builtIn(MODEL), loader, 1);
    repository.loadAll();
    ModelService service =
        new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, AccessLog.NONE);
    service.setReady(true);
    FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
    BinaryListener listener =
        BinaryListener.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            service,
            access,
            settings,
            tls);
    frontEnd.add(listener);
    return new BinaryServer(repository, service, frontEnd, listener);
  }

  /** The port. */
  public int port() {
    return listener.port();
  }

  /** Opens a port that speaks gRPC, and returns it. */
  public int openGrpc(@Nullable SslContext tls) {
    GrpcListener grpc =
        GrpcServices.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            service,
            AccessPolicy.OPEN,
            GrpcSettings.DEFAULT,
            "1.2.3",
            tls);
    frontEnd.add(grpc);
    return grpc.port();
  }

  /** The listener. */
  public BinaryListener listener() {
    return listener;
  }

  /** The service. */
  public ModelService service() {
    return service;
  }

  /** Closes all but the models; returns whether all was answered. */
  public boolean drain() throws InterruptedException {
    return frontEnd.close(LONG);
  }

  /** Waits until the only connection has ended; while it does, the port is open. */
  public void awaitNoConnection() throws InterruptedException {
    if (!listener.awaitNoConnection(LONG.toNanos())) {
      throw new AssertionError("a connection is open still");
    }
  }

  @Override
  public void close() {
    try {
      frontEnd.close(LONG);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    repository.close();
  }
}
