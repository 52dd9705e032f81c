package io.heed.engine;

import io.heed.engine.error.EngineException;
import io.heed.models.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the answers to questions in texts, with a model of class {@code …ForQuestionAnswering}, as
 * Hugging Face's question-answering pipeline does. Thread-safe; owns native memory and threads
 * until {@link #close}. {@link TaskEngine} says what holds for all engines.
 *
 * <pre>{@code
 * try (QuestionAnswerer answerer = QuestionAnswerer.load(Path.of("models/squad"))) {
 *   String name = answerer.answer("Who leads the bank?", context).best().orElseThrow().text();
 * }
 * }</pre>
 *
 * <p>A context longer than the model takes is read in overlapping windows, each with the question;
 * equal answers of several windows are one, and their scores add up. A question that leaves no room
 * for that is refused.
 */
public final class QuestionAnswerer extends TaskEngine {
  private final Replaceable<LoadedAnswerer> model;

  QuestionAnswerer(Replaceable<LoadedAnswerer> model) {
    this.model = model;
  }

  @Override
  Replaceable<LoadedAnswerer> model() {
    return model;
  }

  /**
   * Loads the default variant of a model directory.
   *
   * @throws io.heed.models.ModelException if there is no model directory or it is not as it must be
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static QuestionAnswerer load(Path directory) {
    return load(ModelDirectory.open(directory));
  }

  /**
   * Loads the default variant of an opened model directory.
   *
   * @throws EngineException of kind MODEL if this engine cannot run it
   */
  public static QuestionAnswerer load(ModelDirectory directory) {
    return builder(directory).build();
  }

  /** A builder, for other than the defaults. */
  public static QuestionAnswererBuilder builder(ModelDirectory directory) {
    return new QuestionAnswererBuilder(directory);
  }

  /**
   * Answers a question; blocks until the answer is there.
   *
   * @throws EngineException of kind INVALID_INPUT if the question is too long, OVERLOADED if too
   *     many are waiting, RUNTIME if the run fails, CANCELLED if the thread is interrupted, CLOSED
   *     after {@link #close}
   */
  public Answers answer(String question, String context) {
    return answer(question, context, RequestOptions.DEFAULT);
  }

  /**
   * Answers a question; blocks until the answer is there.
   *
   * @throws EngineException as {@link #answer(String, String)} does, and of kind DEADLINE_EXCEEDED
   */
  public Answers answer(String question, String context, RequestOptions options) {
    Question asked = new Question(question, context);
    return model.with(loaded -> loaded.pipeline().withRoom().call(loaded.job(asked, 0), options));
  }

  /** {@link #answerAsync(String, String, RequestOptions)} with the defaults. */
  public CompletableFuture<Answers> answerAsync(String question, String context) {
    return answerAsync(question, context, RequestOptions.DEFAULT);
  }

  /**
   * Answers a question in the background. Blocks for the tokenizer alone.
   *
   * @return completes with the answers, or exceptionally with an {@link EngineException}, refusal
   *     included
   */
  public CompletableFuture<Answers> answerAsync(
      String question, String context, RequestOptions options) {
    Question asked = new Question(question, context);
    return model.withAsync(
        loaded -> loaded.pipeline().withRoom().submit(loaded.job(asked, 0), options));
  }

  /**
   * Answers questions; the answers stand in the order of the questions. Waits for room where single
   * requests are refused.
   *
   * @throws EngineException as {@link #answer(String, String)} does; a question that is refused
   *     fails the whole call
   */
  public List<Answers> answerAll(List<Question> questions) {
    return List.copyOf(
        model.with(
            loaded -> loaded.pipeline().callAll(questions, RequestOptions.DEFAULT, loaded::job)));
  }
}
