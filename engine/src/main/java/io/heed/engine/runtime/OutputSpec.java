package io.heed.engine.runtime;

import java.util.List;
import java.util.OptionalInt;

/**
 * An output that a task needs of a model. Immutable.
 *
 * @param what it is, for messages
 * @param names the names it has in exports, the best first; where none is there, the only output of
 *     the right type and rank is taken if {@code orOnly}
 * @param axes the meaning of each axis
 * @param width the size of the axis {@link Axis#WIDTH}, where the configuration tells
 * @param orOnly whether an output of another name will do if there is but one that fits
 */
public record OutputSpec(
    String what, List<String> names, List<Axis> axes, OptionalInt width, boolean orOnly) {
  /** What an axis counts. */
  public enum Axis {
    /** The texts of the run. */
    BATCH,
    /** The tokens of a text, padding included. */
    SEQUENCE,
    /** Labels, features or words of the vocabulary: a number of the model's. */
    WIDTH
  }

  /** Copies the lists. */
  public OutputSpec {
    names = List.copyOf(names);
    axes = List.copyOf(axes);
  }

  /** Scores of a text, [batch, labels]. */
  public static OutputSpec textLogits(int labels) {
    return new OutputSpec(
        "logits", List.of("logits"), List.of(Axis.BATCH, Axis.WIDTH), OptionalInt.of(labels), true);
  }

  /** Scores of each token, [batch, sequence, labels]. */
  public static OutputSpec tokenLogits(OptionalInt labels) {
    return new OutputSpec(
        "logits", List.of("logits"), List.of(Axis.BATCH, Axis.SEQUENCE, Axis.WIDTH), labels, true);
  }

  /** A score of each token, [batch, sequence], such as {@code start_logits}. */
  public static OutputSpec positionLogits(String name) {
    return new OutputSpec(
        name, List.of(name), List.of(Axis.BATCH, Axis.SEQUENCE), OptionalInt.empty(), false);
  }

  /** Features of each token, [batch, sequence, width]. */
  public static OutputSpec hiddenStates() {
    return new OutputSpec(
        "hidden states",
        List.of("last_hidden_state", "hidden_states", "token_embeddings"),
        List.of(Axis.BATCH, Axis.SEQUENCE, Axis.WIDTH),
        OptionalInt.empty(),
        true);
  }

  /** Features of a text that the graph has pooled itself, [batch, width]. */
  public static OutputSpec pooled(String name) {
    return new OutputSpec(
        name, List.of(name), List.of(Axis.BATCH, Axis.WIDTH), OptionalInt.empty(), false);
  }

  /** The shape in words, such as {@code [batch, 4]}. */
  public String shape() {
    List<String> sizes =
        axes.stream()
            .map(
                axis ->
                    axis == Axis.WIDTH && width.isPresent()
                        ? Integer.toString(width.getAsInt())
                        : axis.name().toLowerCase(java.util.Locale.ROOT))
            .toList();
    return sizes.toString();
  }
}
