package io.heed.server.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.heed.server.inference.InferenceRequest;
import io.heed.server.inference.RunStatistics;
import io.heed.server.inference.ServedModel;
import io.heed.server.repository.ModelRepository;
import io.heed.server.repository.ModelSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelServiceTest {
  private final FakeModel model = new FakeModel();
  private final ModelRepository<ServedModel> repository =
      ModelRepository.of(ModelSource.builtIn("news"), (name, version, folder) -> model, 1);
  private final List<Runnable> handedOver = new ArrayList<>();
  private final List<AccessLog.Entry> log = new ArrayList<>();
  private final ModelService service =
      new ModelService(repository, new ServiceLimits(2, 10_000), handedOver::add, log::add);
  private final AtomicInteger released = new AtomicInteger();

  @BeforeEach
  void load() {
    repository.loadAll();
    service.setReady(true);
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void infer_answered_isCountedByStage() {
    CompletableFuture<InferenceAnswer> answer = infer("news", texts(10));
    assertEquals(1, service.inFlight());
    assertEquals(1, service.counts("news", null).pending());
    model.complete();
    assertEquals(1, answer.join().version());
    ModelCounts counts = service.counts("news", 1L);
    assertEquals(3, counts.inferences());
    assertEquals(1, counts.success().count());
    assertEquals(new ModelCounts.Times(1, 10_000), counts.computeInput());
    assertEquals(new ModelCounts.Times(1, 20_000), counts.queue());
    assertEquals(new ModelCounts.Times(1, 30_000), counts.computeInfer());
    assertEquals(0, counts.pending());
    assertEquals(0, counts.failed().count());
    assertEquals(List.of(new RunStatistics.Runs(3, 1, 30_000)), service.runs("news", 1));
    assertEquals(0, service.inFlight());
    assertEquals(1, released.get());
    assertEquals(3, log.get(0).inferences());
  }

  @Test
  void infer_failed_isTranslatedAndCountedByStatus() {
    CompletableFuture<InferenceAnswer> answer = infer("news", texts(10));
    model
        .answer()
        .completeExceptionally(new EngineException(EngineException.Kind.OVERLOADED, "full"));
    assertEquals(Status.OVERLOADED, failure(answer).status());
    ModelCounts counts = service.counts("news", null);
    assertEquals(1, Objects.requireNonNull(counts.failures().get(Status.OVERLOADED)).count());
    assertEquals(1, counts.failed().count());
    assertEquals(0, counts.success().count());
    assertEquals("full", Objects.requireNonNull(log.get(0).failure()).getMessage());
  }

  @Test
  void infer_cancelled_cancelsTheModelsAnswerAndFreesTheModel() {
    CompletableFuture<InferenceAnswer> answer = infer("news", texts(10));
    answer.cancel(false);
    assertTrue(model.answer().isCancelled());
    assertEquals(1, service.counts("news", null).cancelled().count());
    assertEquals(0, service.counts("news", null).failed().count());
    assertEquals(0, service.inFlight());
    repository.unload("news", Duration.ofSeconds(10));
    assertTrue(model.closed());
  }

  @Test
  void infer_longText_isHandedOver() {
    CompletableFuture<InferenceAnswer> answer = infer("news", texts(9_000));
    assertEquals(0, released.get());
    assertEquals(1, handedOver.size());
    handedOver.get(0).run();
    model.complete();
    assertEquals(1, answer.join().version());
  }

  @Test
  void infer_longTextCancelledBeforeItsTurn_isReleased() {
    CompletableFuture<InferenceAnswer> answer = infer("news", texts(9_000));
    answer.cancel(false);
    handedOver.get(0).run();
    assertEquals(1, released.get());
    assertFalse(model.answer().isDone());
    assertEquals(0, service.inFlight());
  }

  @Test
  void infer_workersFull_isOverloaded() {
    ModelService full =
        new ModelService(
            repository,
            ServiceLimits.DEFAULT,
            work -> {
              throw new RejectedExecutionException();
            },
            log::add);
    assertEquals(
        Status.OVERLOADED,
        failure(full.infer(call("news", texts(9_000)), released::incrementAndGet)).status());
    assertEquals(1, released.get());
  }

  @Test
  void infer_unknownModel_isNotFoundOnceStarted() {
    assertEquals(Status.NOT_FOUND, failure(infer("none", texts(1))).status());
    ModelService starting =
        new ModelService(repository, ServiceLimits.DEFAULT, Runnable::run, log::add);
    assertEquals(
        Status.UNAVAILABLE, failure(starting.infer(call("none", texts(1)), () -> {})).status());
    assertEquals(1, released.get());
  }

  @Test
  void infer_tooMuch_isRefusedWithTheNumbers() {
    assertEquals(
        "input \"text\": found 10001 bytes, expected at most 10000",
        failure(infer("news", texts(10_001))).getMessage());
    RawTensor small = RawTensor.ofStrings(List.of(new byte[1]), 1);
    InferenceRequest three = InferenceRequest.of(Map.of("a", small, "b", small, "c", small));
    assertEquals("inputs: found 3, expected at most 2", failure(infer("news", three)).getMessage());
    assertEquals(2, released.get());
  }

  private CompletableFuture<InferenceAnswer> infer(String name, InferenceRequest request) {
    return service.infer(call(name, request), released::incrementAndGet);
  }

  private static InferenceCall call(String name, InferenceRequest request) {
    return new InferenceCall("test", name, null, "", "", request);
  }

  private static InferenceRequest texts(int bytes) {
    return InferenceRequest.of(Map.of("text", RawTensor.ofStrings(List.of(new byte[bytes]), 1)));
  }

  private static ServerException failure(CompletableFuture<?> answer) {
    CompletionException thrown = assertThrows(CompletionException.class, answer::join);
    return assertInstanceOf(ServerException.class, thrown.getCause());
  }
}
