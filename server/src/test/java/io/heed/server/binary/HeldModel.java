package io.heed.server.binary;

import io.heed.engine.StageTimes;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.InferenceResponse;
import io.heed.server.inference.ModelMetadata;
import io.heed.server.inference.RunStatistics;
import io.heed.server.inference.ServedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model whose answers are the test's. */
public final class HeldModel implements ServedModel {
  private final BlockingQueue<Held> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger begun = new AtomicInteger();
  private volatile @Nullable InferenceResponse ready;

  /** Answers all that is to come with the same, at once. */
  public void answerAll(InferenceResponse response) {
    ready = response;
  }

  /** How many requests came. */
  public int begun() {
    return begun.get();
  }

  /** The next request; fails if none comes. */
  public Held next() throws InterruptedException {
    Held next = requests.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request has come");
    }
    return next;
  }

  /** The next request that has come already. */
  public @Nullable Held poll() {
    return requests.poll();
  }

  @Override
  public CompletableFuture<InferenceResponse> infer(InferenceRequest request, Runnable released) {
    begun.incrementAndGet();
    Held held = new Held(request, new CompletableFuture<>());
    CompletableFuture<InferenceResponse> unused =
        held.answer.whenComplete((response, failure) -> released.run());
    InferenceResponse response = ready;
    if (response != null) {
      held.answer.complete(response);
    } else {
      requests.add(held);
    }
    return held.answer;
  }

  @Override
  public ModelMetadata metadata() {
    return new ModelMetadata(ModelMetadata.ONNX, List.of(), List.of());
  }

  @Override
  public RunStatistics runs() {
    return new RunStatistics();
  }

  @Override
  public void close() {}

  /** A tensor of as many zeros. */
  public static InferenceResponse zeros(int count) {
    return new InferenceResponse(
        Map.of("zeros", RawTensor.of(ElementType.UINT8, ByteBuffer.allocate(count), count)),
        1,
        StageTimes.NONE);
  }

  /** A request that is at work. */
  public record Held(InferenceRequest request, CompletableFuture<InferenceResponse> answer) {
    /** The first text. */
    public String text() {
      RawTensor text = request.inputs().get("text");
      return text == null ? "" : new String(text.strings().get(0), StandardCharsets.UTF_8);
    }

    /** Answers with a label whose score is a half. */
    public void answer(String label) {
      Map<String, RawTensor> tensors = new LinkedHashMap<>();
      byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
      tensors.put("label", RawTensor.ofStrings(List.of(bytes), 1));
      ByteBuffer score = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 0.5f);
      tensors.put("score", RawTensor.of(ElementType.FP32, score, 1));
      answer.complete(new InferenceResponse(tensors, 1, StageTimes.NONE));
    }

    /** Waits until the request is given up. */
    public void awaitCancelled() throws InterruptedException {
      CountDownLatch ended = new CountDownLatch(1);
      CompletableFuture<InferenceResponse> unused =
          answer.whenComplete((response, failure) -> ended.countDown());
      ended.await(20, TimeUnit.SECONDS);
      if (!answer.isCancelled()) {
        throw new AssertionError("the request was not cancelled");
      }
    }
  }
}
