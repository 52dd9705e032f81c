package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.models.ModelDirectory;
import io.heed.server.access.AccessPolicy;
import io.heed.server.inference.ServedModel;
import io.heed.server.inference.ServedModels;
import io.heed.server.inference.ServingOptions;
import io.heed.server.net.EventLoops;
import io.heed.server.net.FrontEnd;
import io.heed.server.proto.InferTensorContents;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferRequest.InferInputTensor;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import io.heed.server.service.AccessLog;
import io.heed.server.service.ModelService;
import io.heed.server.service.ServiceLimits;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A port with one model, {@code news}, whose answers a test gives; and clients of it. */
final class GrpcPort implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(20);

  private final AskedModel model = new AskedModel();
  private final ServedModel served;
  private final CountDownLatch mayLoad = new CountDownLatch(1);
  private volatile boolean held;
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final LinkedBlockingQueue<AccessLog.Entry> log = new LinkedBlockingQueue<>();
  private final ModelRepository<ServedModel> repository;
  private final ModelService service;
  private final FrontEnd frontEnd = new FrontEnd(EventLoops.create(1));
  private final GrpcListener listener;
  private final List<ManagedChannel> channels = new ArrayList<>();

  GrpcPort(AccessPolicy access, GrpcSettings settings, @Nullable SslContext tls) {
    this(access, settings, tls, null);
  }

  private GrpcPort(
      AccessPolicy access,
      GrpcSettings settings,
      @Nullable SslContext tls,
      @Nullable ServedModel other) {
    served = other == null ? model : other;
    repository =
        ModelRepository.of(
            ModelSource.builtIn("news"),
            (name, version, folder) -> {
              if (held) {
                awaitRelease();
              }
              return served;
            },
            1);
    service = new ModelService(repository, ServiceLimits.DEFAULT, workers, log::add);
    repository.loadAll();
    service.setReady(true);
    listener =
        GrpcServices.open(
            frontEnd.loops(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            service,
            access,
            settings,
            "1.2.3",
            tls);
    frontEnd.add(listener);
  }

  static GrpcPort open() {
    return new GrpcPort(AccessPolicy.OPEN, GrpcSettings.DEFAULT, null);
  }

  /** With the bundled model instead. */
  static GrpcPort ofBundled() {
    return new GrpcPort(
        AccessPolicy.OPEN,
        GrpcSettings.DEFAULT,
        null,
        ServedModels.load(
            ModelDirectory.bundled(), ServingOptions.DEFAULT, engine -> EngineMetrics.NONE));
  }

  AskedModel model() {
    return model;
  }

  ModelService service() {
    return service;
  }

  GrpcListener listener() {
    return listener;
  }

  FrontEnd frontEnd() {
    return frontEnd;
  }

  /** The next call that ended. */
  AccessLog.@Nullable Entry ended() throws InterruptedException {
    return log.poll(20, TimeUnit.SECONDS);
  }

  /** Loading a model does not end before the other method is called. */
  void holdLoads() {
    held = true;
  }

  private void awaitRelease() {
    try {
      assertTrue(mayLoad.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void releaseLoads() {
    mayLoad.countDown();
  }

  /** A client without TLS, which is closed with the port. */
  ManagedChannel client() {
    return client(builder().usePlaintext());
  }

  ManagedChannel client(NettyChannelBuilder builder) {
    ManagedChannel channel = builder.build();
    channels.add(channel);
    return channel;
  }

  NettyChannelBuilder builder() {
    return NettyChannelBuilder.forAddress("localhost", listener.port());
  }

  static ModelInferRequest text(String text) {
    return ModelInferRequest.newBuilder()
        .setModelName("news")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("text")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFromUtf8(text))))
        .build();
  }

  @Override
  public void close() {
    releaseLoads();
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      frontEnd.close(LONG);
      for (ManagedChannel channel : channels) {
        assertTrue(channel.awaitTermination(20, TimeUnit.SECONDS));
      }
      workers.shutdown();
      assertTrue(workers.awaitTermination(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    repository.close();
  }
}
