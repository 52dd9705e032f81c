package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.testing.TinyOnnx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many requests of raw tensors at a time. */
@Timeout(120)
class TensorModelLoadTest {
  private static final int UINT64 = TensorModelTest.number(ElementType.UINT64);

  @TempDir Path folder;

  @Test
  void runs_fromManyThreads_eachGiveTheirOwnSum() throws IOException {
    try (TensorModel model = builder().lanes(2).maxRequests(1_000).build()) {
      AtomicInteger right = new AtomicInteger();
      List<Thread> threads =
          IntStream.range(0, 6)
              .mapToObj(number -> new Thread(() -> right.addAndGet(sums(model, number))))
              .toList();
      threads.forEach(Thread::start);
      threads.forEach(TensorModelLoadTest::join);
      assertEquals(6 * 300, right.get());
    }
  }

  @Test
  void runAsync_beyondTheLimit_isAnsweredOrRefusedAndReleasedOnce() throws IOException {
    try (TensorModel model = builder().lanes(1).maxRequests(3).build()) {
      AtomicInteger released = new AtomicInteger();
      List<CompletableFuture<TensorOutputs>> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        all.add(
            model.runAsync(
                inputs(i, 1), Set.of(), RequestOptions.DEFAULT, released::incrementAndGet));
      }
      int answered = 0;
      int refused = 0;
      for (int i = 0; i < all.size(); i++) {
        try {
          assertEquals(i + 1L, all.get(i).join().get("sum").bytes().getLong(0));
          answered++;
        } catch (CompletionException e) {
          assertEquals(
              Kind.OVERLOADED, EngineException.wrap(Objects.requireNonNull(e.getCause())).kind());
          refused++;
        }
      }
      assertEquals(500, answered + refused);
      assertTrue(answered >= 3, "answered: " + answered);
      assertEquals(500, released.get());
    }
  }

  @Test
  void runAsync_ofInvalidInput_failsTheFutureAndReleases() throws IOException {
    try (TensorModel model = builder().build()) {
      AtomicInteger released = new AtomicInteger();
      CompletableFuture<TensorOutputs> future =
          model.runAsync(Map.of(), Set.of(), RequestOptions.DEFAULT, released::incrementAndGet);
      CompletionException e = assertThrows(CompletionException.class, future::join);
      assertEquals(
          Kind.INVALID_INPUT, EngineException.wrap(Objects.requireNonNull(e.getCause())).kind());
      assertEquals(1, released.get());
    }
  }

  @Test
  void run_withDeadlinePassed_isRefused() throws IOException {
    try (TensorModel model = builder().build()) {
      RequestOptions late = RequestOptions.DEFAULT.withDeadline(Duration.ofNanos(-1));
      EngineException e =
          assertThrows(EngineException.class, () -> model.run(inputs(1, 2), Set.of(), late));
      assertEquals(Kind.DEADLINE_EXCEEDED, e.kind());
      RequestOptions patient =
          RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(Long.MAX_VALUE));
      assertEquals(3, model.run(inputs(1, 2), Set.of(), patient).get("sum").bytes().getLong(0));
    }
  }

  @Test
  void close_whileManyRun_answersOrRefusesAllAndFreesEverything() throws IOException {
    TensorModel model = builder().lanes(2).build();
    AtomicInteger ended = new AtomicInteger();
    Runnable caller =
        () -> {
          try {
            for (int i = 0; true; i++) {
              long sum = model.run(inputs(i, i)).get("sum").bytes().getLong(0);
              assertEquals(2L * i, sum);
            }
          } catch (EngineException e) {
            assertEquals(Kind.CLOSED, e.kind());
            ended.incrementAndGet();
          }
        };
    List<Thread> threads = IntStream.range(0, 4).mapToObj(i -> new Thread(caller)).toList();
    threads.forEach(Thread::start);
    assertEquals(5, model.run(inputs(2, 3)).get("sum").bytes().getLong(0));
    model.close();
    model.close();
    threads.forEach(TensorModelLoadTest::join);
    assertEquals(4, ended.get());
    assertEquals(Map.of(), NativeHandle.open());
  }

  @Test
  void load_ofAFileTwice_sharesTheSession() throws IOException {
    try (TensorModel one = builder().build();
        TensorModel two = TensorModel.load(folder.resolve("sum.onnx"))) {
      assertEquals(3, NativeHandle.open().get(NativeHandle.SESSION), "the model, and a cast each");
      assertEquals(one.inputs(), two.inputs());
    }
  }

  /** {@code sum = a + b} of INT64, where b comes as UINT64. */
  private TensorModelBuilder builder() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("a", TinyOnnx.INT64, "n").input("b", UINT64, "n");
    graph.cast("signed", "b", TinyOnnx.INT64).node("Add", "sum", "a", "signed");
    Path file = folder.resolve("sum.onnx");
    Files.write(file, graph.output("sum", TinyOnnx.INT64, "n").bytes());
    return TensorModel.builder(file);
  }

  private static int sums(TensorModel model, int number) {
    int right = 0;
    for (int i = 0; i < 300; i++) {
      long sum = model.run(inputs(i, 1_000L * number)).get("sum").bytes().getLong(0);
      right += sum == i + 1_000L * number ? 1 : 0;
    }
    return right;
  }

  private static Map<String, RawTensor> inputs(long a, long b) {
    return Map.of(
        "a", RawTensor.of(ElementType.INT64, value(a), 1),
        "b", RawTensor.of(ElementType.UINT64, value(b), 1));
  }

  private static ByteBuffer value(long value) {
    return ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
