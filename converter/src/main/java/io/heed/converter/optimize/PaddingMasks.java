package io.heed.converter.optimize;

import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The padding masks of a graph as it is now, each looked at once. */
final class PaddingMasks {
  private final OnnxModel model;
  private final ShapeInference shapes;
  private final Map<String, Optional<PaddingMask>> known = new HashMap<>();

  PaddingMasks(OnnxModel model, ShapeInference shapes) {
    this.model = model;
    this.shapes = shapes;
  }

  /** What a value is as a mask; null if it is none. */
  @Nullable PaddingMask of(String value) {
    return known.computeIfAbsent(value, name -> Optional.ofNullable(find(name))).orElse(null);
  }

  private @Nullable PaddingMask find(String value) {
    try (InputProbe probe = InputProbe.of(model, shapes, value)) {
      return probe == null ? null : PaddingMask.of(probe);
    }
  }
}
