package io.heed.converter.cli;

import io.heed.converter.evaluate.TextLabeller;
import io.heed.engine.TextClassifier;
import io.heed.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;

/** The engine's classifier as a labeller. A text without tokens gets no answer. */
final class ModelLabeller implements TextLabeller {
  private final TextClassifier classifier;

  ModelLabeller(TextClassifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public List<String> label(List<String> texts) {
    try {
      return classifier.classifyAll(texts).stream().map(answer -> answer.label()).toList();
    } catch (EngineException e) {
      int refused = e.inputIndex().orElseThrow(() -> e);
      List<String> answers = new ArrayList<>(label(texts.subList(0, refused)));
      answers.add(NO_ANSWER);
      answers.addAll(label(texts.subList(refused + 1, texts.size())));
      return answers;
    }
  }
}
