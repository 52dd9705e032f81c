package io.heed.converter.verify;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.ort.TensorGraph;
import io.heed.converter.ort.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An output of the reference and what it is compared with. Immutable.
 *
 * @param logits whether the largest value of a vector is an answer
 */
record OutputPair(TensorSpec reference, TensorSpec candidate, boolean logits) {

  /**
   * Pairs of the same name; an output whose name the other graph does not have is paired with the
   * one at its position if that has as many axes and the same kind of numbers, and a name of its
   * own too.
   *
   * @param labels how many labels the model has, or 0 if it is not known
   * @throws ConverterException (INPUT) if there is no pair
   */
  static List<OutputPair> match(TensorGraph reference, TensorGraph candidate, int labels) {
    List<OutputPair> pairs = new ArrayList<>();
    for (int i = 0; i < reference.outputs().size(); i++) {
      TensorSpec expected = reference.outputs().get(i);
      named(candidate, expected.name())
          .or(() -> atPosition(reference, candidate, expected))
          .ifPresent(found -> pairs.add(new OutputPair(expected, found, logits(expected, labels))));
    }
    if (pairs.isEmpty()) {
      throw new ConverterException(
          Kind.INPUT,
          String.format(
              Locale.ROOT,
              "%s: found outputs %s, expected some of those of %s: %s",
              candidate.name(),
              candidate.outputs(),
              reference.name(),
              reference.outputs().stream()
                  .map(TensorSpec::toString)
                  .collect(Collectors.joining(", "))));
    }
    return pairs;
  }

  private static Optional<TensorSpec> named(TensorGraph graph, String name) {
    return graph.outputs().stream().filter(output -> output.name().equals(name)).findFirst();
  }

  private static Optional<TensorSpec> atPosition(
      TensorGraph reference, TensorGraph candidate, TensorSpec expected) {
    int position = reference.outputs().indexOf(expected);
    if (position >= candidate.outputs().size()) {
      return Optional.empty();
    }
    TensorSpec found = candidate.outputs().get(position);
    boolean same =
        found.rank() == expected.rank()
            && found.type().floating() == expected.type().floating()
            && named(reference, found.name()).isEmpty();
    return same ? Optional.of(found) : Optional.empty();
  }

  private static boolean logits(TensorSpec output, int labels) {
    String name = output.name().toLowerCase(Locale.ROOT);
    long width = output.rank() < 2 ? 1 : output.shape()[output.rank() - 1];
    return output.type().floating()
        && output.rank() >= 2
        && width != 1
        && (name.contains("logit") || name.contains("prob") || width == labels);
  }
}
