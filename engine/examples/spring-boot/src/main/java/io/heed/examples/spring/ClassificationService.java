package io.heed.examples.spring;

import io.heed.engine.Classification;
import io.heed.engine.RequestOptions;
import io.heed.engine.TextClassifier;
import io.heed.engine.error.EngineException;
import io.heed.engine.error.EngineException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

/**
 * Classifies the texts of a request, all or none: if one fails, the others are cancelled and what
 * still waits is not run. Blocks for the tokenizer alone. Thread-safe.
 *
 * <p>Not {@code classifier.classifyAll(texts)}: that one waits for room and so blocks its thread;
 * this one is refused when the engine is full, as a service must be.
 */
@Service
class ClassificationService {
  private final TextClassifier classifier;

  ClassificationService(TextClassifier classifier) {
    this.classifier = classifier;
  }

  /**
   * Answers in the order of the texts.
   *
   * @param patience the deadline of all of them, from now
   * @return fails with an {@link EngineException}
   */
  CompletableFuture<List<Classification>> classify(List<NamedText> texts, Duration patience) {
    long start = System.nanoTime();
    CompletableFuture<List<Classification>> all = new CompletableFuture<>();
    List<CompletableFuture<Classification>> answers = new ArrayList<>(texts.size());
    for (NamedText text : texts) {
      if (all.isDone()) {
        break;
      }
      Duration left = patience.minusNanos(System.nanoTime() - start);
      CompletableFuture<Classification> answer =
          classifier.classifyAsync(text.text(), RequestOptions.DEFAULT.withDeadline(left));
      answers.add(answer);
      answer.whenComplete(
          (classification, failure) -> {
            if (failure != null) {
              all.completeExceptionally(named(text.field(), EngineException.wrap(failure)));
            }
          });
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> all.complete(answers.stream().map(CompletableFuture::join).toList()));
    all.whenComplete((done, failure) -> answers.forEach(answer -> answer.cancel(false)));
    return all;
  }

  /** The engine counts texts; the client wrote fields. */
  private static EngineException named(String field, EngineException failure) {
    return failure.kind() == Kind.INVALID_INPUT
        ? new EngineException(Kind.INVALID_INPUT, field + ": " + failure.problem(), failure)
        : failure;
  }
}
