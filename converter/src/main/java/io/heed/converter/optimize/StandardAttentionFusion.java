package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Attention of operator set 23 on [batch, sequence, hidden] in place of attention after its
 * projections; the mask stays as it is. Does nothing below that operator set.
 */
final class StandardAttentionFusion implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    if (model.opset("") < 23) {
      return 0;
    }
    Graph graph = model.graph();
    AttentionPattern pattern = new AttentionPattern(model);
    int changed = 0;
    for (AttentionMatch match : pattern.all()) {
      String mask = mask(graph, pattern.shapes(), match);
      if (mask != null) {
        replace(graph, match, mask);
        changed++;
      }
    }
    if (changed > 0) {
      graph.removeUnused();
    }
    return changed;
  }

  /** The mask as the operator takes it, empty if there is none; null if it cannot. */
  private static @Nullable String mask(Graph graph, ShapeInference shapes, AttentionMatch match) {
    AttentionMask mask = match.mask();
    if (mask == null) {
      return "";
    }
    PaddingMask padding = mask.padding();
    String value = mask.sum() != null ? mask.sum() : Objects.requireNonNull(mask.condition());
    boolean repeated = isRepeated(shapes, value, match);
    if (!repeated && padding == null) {
      return null;
    }
    if (mask.condition() != null && !(mask.keeps() && mask.fill() == Double.NEGATIVE_INFINITY)) {
      if (padding == null) {
        return null;
      }
      String zero = number(graph, value + "_zero", 0);
      String fill = number(graph, value + "_fill", (float) mask.fill());
      value =
          graph.add(
              value + "_sum",
              "Where",
              mask.keeps() ? List.of(value, zero, fill) : List.of(value, fill, zero));
    }
    return repeated || padding == null ? value : QueryAxis.over(graph, value, padding.input());
  }

  /** Whether a mask is stated for each query. */
  private static boolean isRepeated(ShapeInference shapes, String value, AttentionMatch match) {
    return shapes.of(value).dim(-2).equals(shapes.of(match.query()).dim(1));
  }

  private static String number(Graph graph, String name, float value) {
    Initializer known = graph.constant(name);
    return known != null ? name : graph.add(OnnxTensors.floats(name, new float[] {value}));
  }

  private static void replace(Graph graph, AttentionMatch match, String mask) {
    List<String> inputs = new ArrayList<>(List.of(match.query(), match.key(), match.value(), mask));
    graph.remove(match.last());
    graph.add(
        Node.of(
            "Attention",
            PackedAttentionFusion.withoutTrailing(inputs),
            match.result(),
            OnnxAttributes.ofInt("q_num_heads", match.heads()),
            OnnxAttributes.ofInt("kv_num_heads", match.heads()),
            OnnxAttributes.ofFloat("scale", (float) match.scale())));
  }
}
