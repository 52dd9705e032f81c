package io.heed.converter.evaluate;

import java.util.List;

/** Whatever names a class for a text: a model, or a fake of one. */
@FunctionalInterface
public interface TextLabeller {

  /** The best class of each text, in the order of the texts. */
  List<String> label(List<String> texts);
}
