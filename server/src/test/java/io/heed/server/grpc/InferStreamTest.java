package io.heed.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.heed.server.grpc.AskedModel.Asked;
import io.heed.server.proto.GRPCInferenceServiceGrpc;
import io.heed.server.proto.ModelInferRequest;
import io.heed.server.proto.ModelStreamInferResponse;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferStreamTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final GrpcPort port = GrpcPort.open();

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void answers_comeInTheOrderOfTheRequests() throws Exception {
    Stream stream = open(Integer.MAX_VALUE);
    stream.send("1", "2");
    Asked first = port.model().next();
    port.model().next().answer("b");
    first.answer("a");
    assertEquals("1", stream.next().getInferResponse().getId());
    assertEquals("2", stream.next().getInferResponse().getId());
    stream.requests().onCompleted();
    assertNull(stream.end());
  }

  @Test
  void stop_requestsAtWork_areAnsweredAndThenTheStreamEnds() throws Exception {
    Stream stream = open(Integer.MAX_VALUE);
    stream.send("1");
    Asked atWork = port.model().next();
    port.listener().stop();
    atWork.answer("a");
    assertEquals("1", stream.next().getInferResponse().getId());
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(stream.end()).getCode());
    assertTrue(port.frontEnd().close(GrpcPort.LONG));
  }

  @Test
  void stop_streamWithoutRequests_doesNotHoldUpTheEnd() throws Exception {
    Stream stream = open(Integer.MAX_VALUE);
    stream.send("1");
    port.model().next().answer("a");
    stream.next();
    assertTrue(port.frontEnd().close(GrpcPort.LONG));
    assertEquals(Status.Code.UNAVAILABLE, Status.fromThrowable(stream.end()).getCode());
  }

  @Test
  void cancel_requestsAtWork_areCancelledInTheModel() throws Exception {
    Stream stream = open(Integer.MAX_VALUE);
    stream.send("1");
    Asked atWork = port.model().next();
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CompletableFuture<?> unused =
        atWork
            .answer()
            .whenComplete((answer, failure) -> cancelled.complete(atWork.answer().isCancelled()));
    stream.requests().cancel("enough", null);
    assertTrue(cancelled.get(20, TimeUnit.SECONDS));
  }

  /** 20 MB of answers that the client does not take at first; none is lost. */
  @Test
  void answers_thatTheClientTakesLate_areAllThere() throws Exception {
    port.model().answerAtOnce();
    Stream stream = open(0);
    String text = "a".repeat(4000);
    int count = 5000;
    for (int i = 0; i < count; i++) {
      stream.requests().onNext(request(Integer.toString(i), text));
    }
    stream.requests().onCompleted();
    stream.requests().request(count);
    for (int i = 0; i < count; i++) {
      assertEquals(Integer.toString(i), stream.next().getInferResponse().getId());
    }
    assertNull(stream.end());
  }

  @Test
  void traceparent_ofTheStream_isThatOfItsRequests() throws Exception {
    port.model().answerAtOnce();
    Stream stream = open(Integer.MAX_VALUE);
    stream.send("1", "2");
    stream.next();
    stream.next();
    assertEquals(TRACE, Objects.requireNonNull(port.ended()).call().trace());
    assertEquals(TRACE, Objects.requireNonNull(port.ended()).call().trace());
  }

  private Stream open(int answers) {
    Metadata metadata = new Metadata();
    metadata.put(TraceInterceptor.TRACEPARENT, TRACE);
    Stream stream = new Stream(answers);
    GRPCInferenceServiceGrpc.newStub(port.client())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .modelStreamInfer(stream);
    return stream;
  }

  private static ModelInferRequest request(String id, String text) {
    return GrpcPort.text(text).toBuilder().setId(id).build();
  }

  /** A client's side. */
  private static final class Stream
      implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    private final int wanted;
    private final BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private @Nullable ClientCallStreamObserver<ModelInferRequest> requests;

    Stream(int wanted) {
      this.wanted = wanted;
    }

    void send(String... ids) {
      for (String id : ids) {
        requests().onNext(request(id, "oil"));
      }
    }

    ClientCallStreamObserver<ModelInferRequest> requests() {
      return Objects.requireNonNull(requests);
    }

    ModelStreamInferResponse next() throws InterruptedException {
      return Objects.requireNonNull(answers.poll(20, TimeUnit.SECONDS), "no answer has come");
    }

    @Nullable Throwable end() throws Exception {
      return end.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> observer) {
      requests = observer;
      observer.disableAutoRequestWithInitial(wanted);
    }

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(failure);
    }

    @Override
    public void onCompleted() {
      end.complete(null);
    }
  }
}
