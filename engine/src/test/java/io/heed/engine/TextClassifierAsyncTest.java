package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.batch.Priority;
import io.heed.engine.batch.TokenBudgetBatchPolicy;
import io.heed.engine.error.EngineException;
import io.heed.engine.metrics.EngineMetrics;
import io.heed.engine.metrics.Outcome;
import io.heed.engine.testing.HfFixture;
import io.heed.models.ModelDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TextClassifierAsyncTest {
  private static final float TOLERANCE = 1e-5f;

  @Test
  void classifyAsync_manyTexts_givesEachItsOwnAnswer() {
    List<HfFixture.Expected> expected = texts();
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      List<CompletableFuture<Classification>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(classifier.classifyAsync(expected.get(i % expected.size()).text()));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertMatches(expected.get(i % expected.size()), answers.get(i).join());
      }
    }
  }

  /** Padding must not change an answer: the fixtures' tolerance, which is that of single runs. */
  @Test
  void classifyAll_paddedBatches_givesTheAnswersOfSingleRuns() {
    List<HfFixture.Expected> expected = texts();
    for (HfFixture fixture : HfFixture.all()) {
      List<HfFixture.Expected> own = texts(fixture);
      try (TextClassifier classifier =
          TextClassifier.builder(ModelDirectory.open(fixture.directory()))
              .batchPolicy(TokenBudgetBatchPolicy.of(4096, 16, 64, 8))
              .lanes(1)
              .build()) {
        List<Classification> answers =
            classifier.classifyAll(own.stream().map(HfFixture.Expected::text).toList());
        for (int i = 0; i < own.size(); i++) {
          assertMatches(own.get(i), answers.get(i));
        }
      }
    }
    assertFalse(expected.isEmpty());
  }

  @Test
  void classifyAll_stream_isLazyAndOrdered() {
    List<HfFixture.Expected> expected = texts();
    AtomicInteger read = new AtomicInteger();
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      Stream<String> endless =
          Stream.generate(() -> expected.get(read.getAndIncrement() % expected.size()).text());
      Stream<Classification> answers = classifier.classifyAll(endless);
      assertEquals(0, read.get());
      List<Classification> first = answers.limit(50).toList();
      for (int i = 0; i < first.size(); i++) {
        assertMatches(expected.get(i % expected.size()), first.get(i));
      }
      assertTrue(read.get() < 5_000, "read " + read);
    }
  }

  @Test
  void classify_answer_tellsWhereTheTimeWent() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      long start = System.nanoTime();
      StageTimes times = classifier.classify("oil prices soar").times();
      long whole = System.nanoTime() - start;
      assertTrue(times.tokenizeNanos() > 0 && times.runNanos() > 0, times.toString());
      assertTrue(times.queueNanos() >= 0, times.toString());
      assertTrue(
          times.tokenizeNanos() + times.queueNanos() + times.runNanos() <= whole, times.toString());
    }
  }

  @Test
  void classify_passedDeadline_isRefused() {
    RequestOptions options =
        RequestOptions.DEFAULT.withDeadline(Duration.ofNanos(1)).withPriority(Priority.HIGH);
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      EngineException late =
          assertThrows(
              EngineException.class, () -> classifier.classify("oil prices soar", options));
      assertEquals(EngineException.Kind.DEADLINE_EXCEEDED, late.kind());
      EngineException alsoLate = failure(classifier.classifyAsync("oil prices soar", options));
      assertEquals(EngineException.Kind.DEADLINE_EXCEEDED, alsoLate.kind());
      RequestOptions patient = RequestOptions.DEFAULT.withDeadline(Duration.ofMinutes(1));
      assertEquals(4, classifier.classify("oil prices soar", patient).scores().size());
    }
  }

  @Test
  void classifyAsync_beyondTheRequests_isRefusedWhileListsWait() {
    String text = "oil prices soar ".repeat(60);
    try (TextClassifier classifier =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
            .maxRequests(4)
            .lanes(1)
            .build()) {
      List<CompletableFuture<Classification>> answers =
          IntStream.range(0, 200).mapToObj(i -> classifier.classifyAsync(text)).toList();
      int refused = 0;
      for (CompletableFuture<Classification> answer : answers) {
        try {
          assertEquals(4, answer.join().scores().size());
        } catch (CompletionException e) {
          EngineException failure = (EngineException) Objects.requireNonNull(e.getCause());
          assertEquals(EngineException.Kind.OVERLOADED, failure.kind());
          refused++;
        }
      }
      assertTrue(refused < 200, "all were refused");
      List<String> many = IntStream.range(0, 600).mapToObj(i -> "oil " + i).toList();
      assertEquals(600, classifier.classifyAll(many).size());
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void classifyAsync_null_failsTheFuture() {
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      assertEquals(
          EngineException.Kind.INVALID_INPUT, failure(classifier.classifyAsync(null)).kind());
    }
  }

  @Test
  void classifyAsync_afterClose_failsTheFuture() {
    TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory());
    CompletableFuture<Classification> before = classifier.classifyAsync("just in time");
    classifier.close();
    assertEquals(4, before.join().scores().size());
    EngineException refused = failure(classifier.classifyAsync("too late"));
    assertEquals(EngineException.Kind.CLOSED, refused.kind());
    assertThrows(
        EngineException.class,
        () -> classifier.replace(ModelDirectory.open(HfFixture.BERT.directory())));
  }

  @Test
  void replace_whileInUse_failsNoCallAndFreesTheOld() throws InterruptedException {
    List<HfFixture> models = List.of(HfFixture.BERT, HfFixture.DISTILBERT);
    String text = HfFixture.BERT.expected().get(0).text();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    try (TextClassifier classifier = TextClassifier.load(models.get(0).directory())) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Thread caller =
            new Thread(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    try {
                      classifier.classifyAsync(text).join();
                      answered.incrementAndGet();
                    } catch (RuntimeException e) {
                      failed.incrementAndGet();
                    }
                  }
                },
                "caller");
        callers.add(caller);
        caller.start();
      }
      for (int swap = 1; swap <= 8; swap++) {
        int before = answered.get();
        while (answered.get() < before + 20) {
          Thread.onSpinWait();
        }
        classifier.replace(ModelDirectory.open(models.get(swap % 2).directory()));
      }
      callers.forEach(Thread::interrupt);
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(0, failed.get());
      assertTrue(answered.get() >= 160);
      assertEquals("tiny-bert-classifier", classifier.describe().name());
    }
  }

  @Test
  void replace_duringAStream_goesOnWithTheNewModel() {
    String text = HfFixture.BERT.expected().get(0).text();
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      AtomicInteger read = new AtomicInteger();
      List<Classification> answers =
          classifier
              .classifyAll(
                  Stream.generate(
                      () -> {
                        if (read.incrementAndGet() == 3_000) {
                          classifier.replace(ModelDirectory.open(HfFixture.DISTILBERT.directory()));
                        }
                        return text;
                      }))
              .limit(6_000)
              .toList();
      assertMatches(HfFixture.BERT.expected().get(0), answers.get(0));
      assertMatches(HfFixture.DISTILBERT.expected().get(0), answers.get(5_999));
    }
  }

  @Test
  void classify_deadlineOfAThousandYears_isNone() {
    RequestOptions patient = RequestOptions.DEFAULT.withDeadline(Duration.ofDays(365_000));
    try (TextClassifier classifier = TextClassifier.load(HfFixture.BERT.directory())) {
      assertEquals(4, classifier.classify("oil prices soar", patient).scores().size());
    }
  }

  @Test
  void metrics_ofRequests_countThemAll() {
    AtomicLong ok = new AtomicLong();
    AtomicLong rows = new AtomicLong();
    AtomicLong tokens = new AtomicLong();
    AtomicLong tokenized = new AtomicLong();
    EngineMetrics metrics =
        new EngineMetrics() {
          @Override
          public void finished(Outcome outcome, long queueNanos, long runNanos) {
            ok.addAndGet(outcome == Outcome.OK ? 1 : 0);
          }

          @Override
          public void ran(int texts, long textTokens, long paddedTokens, long runNanos) {
            rows.addAndGet(texts);
            tokens.addAndGet(textTokens);
          }

          @Override
          public void tokenized(int textTokens, long nanos) {
            tokenized.addAndGet(textTokens);
          }
        };
    try (TextClassifier classifier =
        TextClassifier.builder(ModelDirectory.open(HfFixture.BERT.directory()))
            .metrics(metrics)
            .build()) {
      classifier.classifyAll(texts().stream().map(HfFixture.Expected::text).toList());
    }
    assertEquals(texts().size(), ok.get());
    assertEquals(texts().size(), rows.get());
    assertEquals(tokenized.get(), tokens.get());
  }

  private static List<HfFixture.Expected> texts() {
    return texts(HfFixture.BERT);
  }

  private static List<HfFixture.Expected> texts(HfFixture fixture) {
    return fixture.expected().stream()
        .filter(e -> e.maxLength().isEmpty() || e.maxLength().getAsInt() == 512)
        .toList();
  }

  private static EngineException failure(CompletableFuture<?> future) {
    CompletionException failure = assertThrows(CompletionException.class, future::join);
    return (EngineException) Objects.requireNonNull(failure.getCause());
  }

  private static void assertMatches(HfFixture.Expected expected, Classification found) {
    List<String> labels = found.scores().stream().map(LabelScore::label).toList();
    assertEquals(List.copyOf(expected.ranking().keySet()), labels, expected::toString);
    for (LabelScore score : found.scores()) {
      float probability = expected.ranking().getOrDefault(score.label(), Float.NaN);
      assertEquals(probability, score.score(), TOLERANCE, expected::toString);
    }
  }
}
