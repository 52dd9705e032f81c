package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the padding mask of attention in the shortest way, [batch, 1, 1, sequence], where an
 * exporter spends many nodes on it: ranges, comparisons that always hold, gathers by pairs of
 * indices, shapes that are expanded for each query.
 *
 * <p>Only for masks that are read where scores [batch, heads, sequence, sequence] keep their shape
 * by it: added to them, choosing between them and a number, or as that of Attention.
 */
final class PaddingMaskForm implements GraphPass {
  @Override
  public int apply(OnnxModel model) {
    Graph graph = model.graph();
    ShapeInference shapes = ShapeInference.of(model);
    PaddingMasks masks = new PaddingMasks(model, shapes);
    Map<String, String> written = new HashMap<>();
    int changed = 0;
    for (Node node : graph.sorted()) {
      for (int input : maskInputs(shapes, node)) {
        String value = node.input(input);
        PaddingMask mask =
            graph.isInput(value) || graph.constant(value) != null ? null : masks.of(value);
        int length = length(shapes, value, mask) + (node.is("Attention") ? 3 : 0);
        if (mask != null && mask.nodes() > length) {
          String shorter = written.get(value);
          if (shorter == null) {
            nameBatch(graph, shapes.of(scores(node, input)).dim(0), mask.input());
            shorter = write(graph, shapes, value, mask);
            shorter = node.is("Attention") ? QueryAxis.over(graph, shorter, mask.input()) : shorter;
            written.put(value, shorter);
          }
          List<String> inputs = new ArrayList<>(node.inputs());
          inputs.set(input, shorter);
          graph.setInputs(node, inputs);
          changed++;
        }
      }
    }
    if (changed > 0) {
      graph.removeUnused();
    }
    return changed;
  }

  /** The inputs of a node that may be a mask of any shape that fits its scores. */
  private static List<Integer> maskInputs(ShapeInference shapes, Node node) {
    List<Dim> shape = shapes.of(node.output()).shape();
    if (!node.domain().isEmpty() || shape == null || shape.size() != 4) {
      return List.of();
    }
    return switch (node.type()) {
      case "Add" ->
          shape.equals(shapes.of(node.input(0)).shape())
              ? List.of(1)
              : shape.equals(shapes.of(node.input(1)).shape()) ? List.of(0) : List.of();
      case "Where" ->
          shape.equals(shapes.of(node.input(1)).shape())
                  || shape.equals(shapes.of(node.input(2)).shape())
              ? List.of(0)
              : List.of();
      case "Attention" -> node.inputs().size() == 4 ? List.of(3) : List.of();
      default -> List.of();
    };
  }

  /** The input of a node that has the batch of the scores. */
  private static String scores(Node node, int mask) {
    return node.input(node.is("Attention") ? 0 : mask == 0 ? node.inputs().size() - 2 : 0);
  }

  /**
   * Says that the mask is as long as the batch, where an exporter left that open: the arithmetic
   * that is dropped had made it so.
   */
  private static void nameBatch(Graph graph, Dim batch, String input) {
    if (batch.symbols().size() != 1 || !batch.equals(Dim.symbol(batch.symbols().get(0)))) {
      return;
    }
    for (ValueInfoProto mask : graph.inputs()) {
      if (mask.getName().equals(input)
          && !mask.getType().getTensorType().getShape().getDim(0).hasDimValue()) {
        ValueInfoProto.Builder named = mask.toBuilder();
        named
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .getDimBuilder(0)
            .setDimParam(batch.symbols().get(0));
        graph.describe(named.build());
      }
    }
  }

  /** How many nodes {@link #write} needs. */
  private static int length(ShapeInference shapes, String value, @Nullable PaddingMask mask) {
    boolean condition = shapes.of(value).type() == DataType.BOOL;
    return condition && mask != null && mask.visible() == 1 ? 2 : 3;
  }

  private static String write(Graph graph, ShapeInference shapes, String value, PaddingMask mask) {
    String axes = graph.add(OnnxTensors.longs(mask.input() + "_axes", new long[] {1, 2}, 2));
    String placed = graph.add(mask.input() + "_placed", "Unsqueeze", List.of(mask.input(), axes));
    String tokens =
        graph.add(
            mask.input() + "_tokens",
            "Cast",
            List.of(placed),
            OnnxAttributes.ofInt("to", DataType.BOOL_VALUE));
    if (shapes.of(value).type() == DataType.BOOL) {
      return mask.visible() == 1
          ? tokens
          : graph.add(mask.input() + "_padding", "Not", List.of(tokens));
    }
    String visible = number(graph, value + "_visible", mask.visible());
    String hidden = number(graph, value + "_hidden", mask.hidden());
    return graph.add(value + "_short", "Where", List.of(tokens, visible, hidden));
  }

  private static String number(Graph graph, String name, double value) {
    return graph.add(OnnxTensors.floats(name, new float[] {(float) value}));
  }
}
