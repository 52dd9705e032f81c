package io.heed.engine;

import io.heed.engine.label.Answer;
import java.util.List;
import java.util.Optional;

/**
 * The answers to one question. Immutable. Two are equal if the answers are, whatever time they
 * took.
 *
 * @param answers those asked for, best first; fewer or none if the context has no more
 * @param times where the time went
 */
public record Answers(List<Answer> answers, StageTimes times) {
  /** Copies the answers. */
  public Answers {
    answers = List.copyOf(answers);
  }

  /** The best answer; empty if there is none. */
  public Optional<Answer> best() {
    return answers.stream().findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Answers that && answers.equals(that.answers);
  }

  @Override
  public int hashCode() {
    return answers.hashCode();
  }
}
