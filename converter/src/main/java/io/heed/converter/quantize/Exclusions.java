package io.heed.converter.quantize;

import io.heed.converter.graph.Node;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stays as it is. Immutable.
 *
 * @param nodes found anywhere in a node's name, or, where it has none, in its first output's
 * @param operators types of operators, such as {@code Gather}
 * @param layers numbers of encoder layers, from 0, as the names of nodes or weights tell: {@code
 *     layer.3}, {@code layers.3}, {@code h.3}, {@code block_3}
 * @param names exact names as in the report
 */
public record Exclusions(
    Optional<Pattern> nodes, Set<String> operators, Set<Integer> layers, Set<String> names) {
  /** Nothing is excluded. */
  public static final Exclusions NONE =
      new Exclusions(Optional.empty(), Set.of(), Set.of(), Set.of());

  private static final Pattern LAYER =
      Pattern.compile("(?:^|[^a-zA-Z])(?:layers?|blocks?|h)[._/](\\d{1,6})(?:\\D|$)");

  /** Copies the sets. */
  public Exclusions {
    operators = Set.copyOf(operators);
    layers = Set.copyOf(layers);
    names = Set.copyOf(names);
  }

  /** With other exact names. */
  Exclusions names(Set<String> exact) {
    return new Exclusions(nodes, operators, layers, exact);
  }

  /** Why a node stays, or nothing. */
  Optional<String> reason(Node node, String name, String weight) {
    if (nodes.isPresent() && nodes.get().matcher(name).find()) {
      return Optional.of("excluded by name");
    }
    if (operators.contains(node.type())) {
      return Optional.of("excluded by operator");
    }
    if (names.contains(name)) {
      return Optional.of("kept for accuracy");
    }
    if (!layers.isEmpty() && (layers.contains(layer(name)) || layers.contains(layer(weight)))) {
      return Optional.of("excluded by layer");
    }
    return Optional.empty();
  }

  /** The number of the encoder layer in a name, or -1. */
  static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
