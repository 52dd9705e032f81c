package io.heed.converter.evaluate;

import java.util.List;

/** Whatever names a class for a text: a model, or a fake of one. */
@FunctionalInterface
public interface TextLabeller {

  /** Stands for the class of a text that cannot be classified. */
  String NO_ANSWER = "";

  /** The best class of each text, in the order of the texts, or {@link #NO_ANSWER}. */
  List<String> label(List<String> texts);
}
