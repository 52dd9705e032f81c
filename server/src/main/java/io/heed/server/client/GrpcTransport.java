package io.heed.server.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelInferResponse;
import io.heed.server.proto.RepositoryIndexRequest;
import io.heed.server.proto.RepositoryIndexResponse;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The Open Inference Protocol over gRPC, over a few channels, which take turns. Thread-safe. */
final class GrpcTransport implements Transport {
  private static final int MAX_ANSWER_BYTES = Integer.MAX_VALUE;

  /** A fixed one, since gRPC probes for a better one with pings, one for each answer when idle. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> TRACE =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private final EventLoopGroup loops;
  private final String token;
  private final List<ManagedChannel> channels;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable String onlyModel;

  GrpcTransport(ConnectionSettings settings) {
    this.loops = ClientLoops.take();
    this.token = settings.token();
    this.channels =
        IntStream.range(0, settings.connections()).mapToObj(i -> channel(settings)).toList();
  }

  private ManagedChannel channel(ConnectionSettings settings) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(settings.host(), settings.port())
            .eventLoopGroup(loops)
            .channelType(ClientLoops.channelType())
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .flowControlWindow(WINDOW_BYTES)
            .disableRetry() // calls send themselves again
            .directExecutor();
    if (settings.tls() == null) {
      builder.usePlaintext();
    } else {
      builder.sslContext(settings.tls());
    }
    return builder.build();
  }

  @Override
  public void send(Call<?> call) {
    String model = call.settings().model();
    String known = model.isEmpty() ? onlyModel : model;
    if (known != null) {
      send(call, known);
      return;
    }
    begin(
        call,
        GRPCInferenceServiceGrpc.getRepositoryIndexMethod(),
        RepositoryIndexRequest.getDefaultInstance(),
        index -> sendToOnly(call, index));
  }

  private void sendToOnly(Call<?> call, RepositoryIndexResponse index) {
    List<String> names =
        index.getModelsList().stream()
            .map(RepositoryIndexResponse.ModelIndex::getName)
            .distinct()
            .toList();
    if (names.size() == 1) {
      onlyModel = names.get(0);
      send(call, names.get(0));
    } else {
      call.failed(
          new ServerException(
              Status.INVALID_ARGUMENT, "model: found no name, expected one of " + names));
    }
  }

  private void send(Call<?> call, String model) {
    ModelInferRequest request;
    try {
      request = GrpcMessages.request(call, model);
    } catch (ServerException e) {
      call.failed(e);
      return;
    }
    begin(
        call,
        GRPCInferenceServiceGrpc.getModelInferMethod(),
        request,
        response -> answered(call, response));
  }

  private static void answered(Call<?> call, ModelInferResponse response) {
    try {
      if (call instanceof ClassifyCall<?> texts) {
        texts.answered(GrpcMessages.labels(response));
      } else if (call instanceof RunCall tensors) {
        tensors.answered(GrpcMessages.tensors(response));
      }
    } catch (RuntimeException e) {
      call.failed(new ServerException(Status.INTERNAL, "answer: " + e.getMessage(), e));
    }
  }

  private <Q, R> void begin(
      Call<?> call, MethodDescriptor<Q, R> method, Q request, Consumer<R> answered) {
    if (call.isDone()) {
      return;
    }
    CallOptions options = CallOptions.DEFAULT;
    if (call.hasDeadline()) {
      options = options.withDeadlineAfter(call.remainingNanos(), TimeUnit.NANOSECONDS);
    }
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(AUTHORIZATION, "Bearer " + token);
    }
    if (!call.settings().trace().isEmpty()) {
      headers.put(TRACE, call.settings().trace());
    }
    ManagedChannel channel =
        channels.get((turn.getAndIncrement() & Integer.MAX_VALUE) % channels.size());
    ClientCall<Q, R> rpc = channel.newCall(method, options);
    rpc.start(new AnswerListener<>(call, answered), headers);
    rpc.sendMessage(request);
    rpc.halfClose();
    rpc.request(2); // the second would be one too many, and is then told so
    call.onWithdrawal(() -> rpc.cancel("the caller gave it up", null));
  }

  @Override
  public void sendLater(Call<?> call, long delayNanos) {
    if (closed.get()) {
      call.failed(BinaryTransport.closedFailure());
      return;
    }
    Future<?> unused = loops.next().schedule(() -> send(call), delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      channels.forEach(ManagedChannel::shutdownNow);
      ClientLoops.giveBack();
    }
  }

  /** Completes a call by what gRPC says. */
  private static final class AnswerListener<R> extends ClientCall.Listener<R> {
    private final Call<?> call;
    private final Consumer<R> answered;
    private @Nullable R message;

    AnswerListener(Call<?> call, Consumer<R> answered) {
      this.call = call;
      this.answered = answered;
    }

    @Override
    public void onMessage(R value) {
      message = value;
    }

    @Override
    public void onClose(io.grpc.Status status, Metadata trailers) {
      R value = message;
      if (status.isOk() && value != null) {
        answered.accept(value);
      } else {
        GrpcFailures.fail(call, status, trailers);
      }
    }
  }
}
