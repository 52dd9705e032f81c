package io.heed.server.cli;

import io.heed.engine.Classification;
import io.heed.engine.TextClassifier;
import io.heed.engine.error.EngineException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Classifies texts and writes the answers in their order. A text without an answer is named on the
 * standard error and the others go on. Confined to one thread.
 */
final class Answering {
  /** Lines that wait already share a call, but not so many that the first answer is held up. */
  private static final int MAX_LINES_AT_ONCE = 64;

  private final TextClassifier classifier;
  private final AnswerWriter answers;
  private final PrintWriter err;

  Answering(TextClassifier classifier, AnswerWriter answers, PrintWriter err) {
    this.classifier = classifier;
    this.answers = answers;
    this.err = err;
  }

  /** Answers each line as it comes; true if all got an answer and somebody read it. */
  boolean answerLines(LineInput lines) {
    boolean complete = true;
    long firstNumber = 1;
    for (List<String> read = lines.next(MAX_LINES_AT_ONCE);
        !read.isEmpty();
        read = lines.next(MAX_LINES_AT_ONCE)) {
      complete &= answer(read, "line", firstNumber);
      firstNumber += read.size();
      if (answers.isClosed()) { // by a reader such as head(1)
        return false;
      }
    }
    return complete;
  }

  /**
   * Answers texts; true if all got an answer.
   *
   * @param unit what a text is called in a message
   * @param firstNumber the number of the first text in a message
   */
  boolean answer(List<String> texts, String unit, long firstNumber) {
    List<String> asked = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        complain(unit, firstNumber + i, "blank, expected a text");
      } else {
        asked.add(texts.get(i));
        numbers.add(firstNumber + i);
      }
    }
    List<Classification> found = classify(asked, numbers, unit);
    for (int i = 0; i < found.size(); i++) {
      answers.write(asked.get(i), found.get(i));
    }
    answers.flush();
    return found.size() == texts.size();
  }

  /** The answers; texts without one are taken out of both lists. */
  private List<Classification> classify(List<String> asked, List<Long> numbers, String unit) {
    while (true) {
      try {
        return classifier.classifyAll(asked);
      } catch (EngineException e) {
        int index = e.inputIndex().orElseThrow(() -> e);
        complain(unit, numbers.get(index), e.problem());
        asked.remove(index);
        numbers.remove(index);
      }
    }
  }

  private void complain(String unit, long number, String problem) {
    err.println("heed: " + unit + " " + number + ": " + problem);
    err.flush();
  }
}
