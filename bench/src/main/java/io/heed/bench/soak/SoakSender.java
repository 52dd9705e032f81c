package io.heed.bench.soak;

import io.heed.engine.Classification;
import io.heed.engine.RequestOptions;
import io.heed.engine.TextClassifier;
import io.heed.engine.batch.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests of random kinds: most plain, some with a deadline or another priority, some
 * cancelled, some poisoned or without a token, some blocking. Confined to its thread.
 */
final class SoakSender implements Runnable {
  private static final int PATIENCE_NANOS = 3_000_000;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  private final TextClassifier classifier;
  private final SoakBooks books;
  private final SplittableRandom random;
  private final long requests;
  private final int window;
  private final Deque<Open> open = new ArrayDeque<>();

  /**
   * @param window futures that are looked back at; older ones may still be open
   */
  SoakSender(
      TextClassifier classifier,
      SoakBooks books,
      SplittableRandom random,
      long requests,
      int window) {
    this.classifier = classifier;
    this.books = books;
    this.random = random;
    this.requests = requests;
    this.window = window;
  }

  @Override
  public void run() {
    for (long i = 0; i < requests; i++) {
      send();
      if (open.size() > window) {
        await(open.remove());
      }
      if (!open.isEmpty() && random.nextInt(20) == 0) {
        open.getLast().answer().cancel(false);
      }
    }
    open.forEach(SoakSender::await);
  }

  private void send() {
    int word = random.nextInt(SoakModel.WORDS);
    String text = SoakModel.text(word, 1 + random.nextInt(8));
    int kind = random.nextInt(100);
    if (kind < 2) {
      text += SoakModel.POISON;
    } else if (kind < 3) {
      text = " ";
    }
    RequestOptions options =
        RequestOptions.DEFAULT.withPriority(PRIORITIES.get(random.nextInt(PRIORITIES.size())));
    if (random.nextInt(8) == 0) {
      options = options.withDeadline(Duration.ofNanos(1 + random.nextInt(PATIENCE_NANOS)));
    }
    String expected = kind < 3 ? SoakBooks.FAILURE : SoakModel.label(word);
    books.sent();
    if (random.nextInt(10) == 0) {
      try {
        books.answered(expected, classifier.classify(text, options), null);
      } catch (RuntimeException e) {
        books.answered(expected, null, e);
      }
    } else {
      CompletableFuture<Classification> future = classifier.classifyAsync(text, options);
      open.add(
          new Open(
              future,
              future.whenComplete((answer, failure) -> books.answered(expected, answer, failure))));
    }
  }

  /** Waits until the books have the outcome. */
  private static void await(Open request) {
    request.booked().exceptionally(failure -> null).join();
  }

  /** Cancelling is of the first: whose dependent is cancelled is not told of the end. */
  private record Open(
      CompletableFuture<Classification> answer, CompletableFuture<Classification> booked) {}
}
