package io.heed.converter.synthesize;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights of a graph in the order of their use. Filled by one thread, then only read. */
final class WeightPlan {
  private final Map<String, PlannedWeight> weights = new LinkedHashMap<>();

  /** Adds a weight; the initializer's name is unique, as the graph's builder checks. */
  void add(PlannedWeight weight) {
    weights.put(weight.initializer(), weight);
  }

  /** The weight of an initializer; null for a constant, whose value stands in the graph. */
  @Nullable PlannedWeight of(String initializer) {
    return weights.get(initializer);
  }

  Collection<PlannedWeight> all() {
    return Collections.unmodifiableCollection(weights.values());
  }

  long parameters() {
    return all().stream().mapToLong(weight -> weight.tensor().size()).sum();
  }

  long sizeBytes() {
    return Float.BYTES * parameters();
  }
}
