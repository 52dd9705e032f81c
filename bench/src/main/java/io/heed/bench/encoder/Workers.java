package io.heed.bench.encoder;

import ai.onnxruntime.OrtException;
import io.heed.bench.error.BenchException;
import io.heed.bench.error.BenchException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that work on one set of texts together, named for their role. For one caller. */
final class Workers implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  Workers(String role, int count) {
    this.count = count;
    this.threads = Executors.newFixedThreadPool(count, named(role));
  }

  /** The part of one worker, known by its index. */
  interface Part {
    void work(int worker) throws OrtException;
  }

  static ThreadFactory named(String role) {
    AtomicInteger next = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, role + "-" + next.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Lets each worker do its part and waits for all of them; the first failure is thrown. */
  void run(Part part) {
    List<Callable<Integer>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int worker = i;
      parts.add(
          () -> {
            part.work(worker);
            return worker;
          });
    }
    try {
      for (Future<Integer> done : threads.invokeAll(parts)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new BenchException(Kind.RUN, "a text failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(Kind.RUN, "interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
