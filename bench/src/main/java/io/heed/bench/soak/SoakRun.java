package io.heed.bench.soak;

import io.heed.engine.TextClassifier;
import io.heed.engine.internal.NativeHandle;
import io.heed.engine.metrics.EngineLoad;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.models.ModelDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of all kinds from several threads and keeps the books. For one thread; owns what
 * it opens.
 */
public final class SoakRun {
  private static final int WINDOW = 200;
  private static final int MAX_REQUESTS = 512;
  private static final int SAMPLES = 12;

  private final ModelDirectory model;
  private final long requests;
  private final int senders;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * A run.
   *
   * @param model one of {@link SoakModel}
   * @param progress takes a line now and then
   */
  public SoakRun(
      ModelDirectory model, long requests, int senders, long seed, Consumer<String> progress) {
    this.model = model;
    this.requests = requests;
    this.senders = senders;
    this.seed = seed;
    this.progress = progress;
  }

  /** Sends everything and waits for the end. */
  public SoakResult run() throws InterruptedException {
    AtomicReference<@Nullable EngineLoad> load = new AtomicReference<>();
    EngineMetrics metrics =
        new EngineMetrics() {
          @Override
          public void attached(EngineLoad engine) {
            load.set(engine);
          }
        };
    SoakBooks books = new SoakBooks();
    List<MemorySample> memory = new ArrayList<>();
    long start = System.nanoTime();
    int requestsInside;
    long tokensInside;
    try (TextClassifier classifier =
        TextClassifier.builder(model)
            .metrics(metrics)
            .maxRequests(MAX_REQUESTS)
            .maxBatchRows(8)
            .build()) {
      List<Thread> threads = start(classifier, books);
      sample(books, threads, memory);
      for (Thread thread : threads) {
        thread.join();
      }
      EngineLoad engine = load.get();
      awaitEmpty(engine);
      requestsInside = engine == null ? -1 : engine.requests();
      tokensInside = engine == null ? -1 : engine.tokens();
    }
    memory.add(MemorySample.now(books.sentSoFar()));
    Map<String, Long> handles = new TreeMap<>();
    NativeHandle.open().forEach((kind, count) -> handles.put(kind.name(), count));
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("requests", requests);
    settings.put("senders", senders);
    settings.put("seed", seed);
    settings.put("maxRequests", MAX_REQUESTS);
    settings.put("processors", Runtime.getRuntime().availableProcessors());
    return new SoakResult(
        settings,
        (System.nanoTime() - start) / 1e9,
        books.sentSoFar(),
        books.endedSoFar(),
        books.outcomes(),
        requestsInside,
        tokensInside,
        handles,
        memory);
  }

  private List<Thread> start(TextClassifier classifier, SoakBooks books) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      long share = requests / senders + (i < requests % senders ? 1 : 0);
      SoakSender sender = new SoakSender(classifier, books, random.split(), share, WINDOW);
      Thread thread = new Thread(sender, "soak-sender-" + i);
      threads.add(thread);
      thread.start();
    }
    return threads;
  }

  private void sample(SoakBooks books, List<Thread> threads, List<MemorySample> memory)
      throws InterruptedException {
    long step = Math.max(1, requests / SAMPLES);
    long next = step;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      threads.get(0).join(100);
      if (books.sentSoFar() >= next) {
        MemorySample sample = MemorySample.now(books.sentSoFar());
        memory.add(sample);
        progress.accept(
            "sent "
                + sample.requests()
                + " of "
                + requests
                + ", process "
                + sample.residentBytes() / 1_000_000
                + " MB");
        next += step;
      }
    }
  }

  /** Cancelled requests are still inside until their turn comes. */
  private static void awaitEmpty(@Nullable EngineLoad load) throws InterruptedException {
    if (load == null) {
      throw new IllegalStateException("the engine did not attach to its metrics");
    }
    for (int wait = 0; wait < 1_000 && load.requests() > 0; wait++) {
      Thread.sleep(10);
    }
  }
}
