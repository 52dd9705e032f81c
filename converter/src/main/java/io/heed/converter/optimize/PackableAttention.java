package io.heed.converter.optimize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * An attention, and what speaks against computing it without padding.
 *
 * @param mask the graph's input that hides padding; empty if there is an objection
 * @param objection empty if there is none
 */
record PackableAttention(Node node, String mask, String objection) {
  /** Beyond this, padding has no weight at all in single precision. */
  private static final float LEAST_FILL = -1000;

  private static final float USUAL_FILL = -10_000;

  private static final Set<String> OPERATORS =
      Set.of(
          "Attention",
          "DecoderMaskedMultiHeadAttention",
          "GroupQueryAttention",
          "LongformerAttention",
          "MultiHeadAttention",
          "PackedAttention",
          "PackedMultiHeadAttention",
          "QAttention");

  /** Whether a node is attention, or the middle of one that was not fused. */
  static boolean isAttention(ShapeInference shapes, Node node) {
    boolean domain = node.domain().isEmpty() || node.domain().equals(OnnxModel.MICROSOFT);
    return (domain && OPERATORS.contains(node.type()))
        || (node.is("Softmax") && shapes.of(node.output()).rank() == 4);
  }

  static PackableAttention of(Graph graph, ShapeInference shapes, Node node) {
    boolean separate = isMultiHead(node);
    if (!separate && !isWhole(node)) {
      return against(
          node,
          "found attention of this form, expected ONNX Runtime's Attention or MultiHeadAttention");
    }
    String objection = separate ? inputObjection(shapes, node) : weightObjection(graph, node);
    if (objection.isEmpty()) {
      objection = commonObjection(node, separate);
    }
    if (!objection.isEmpty()) {
      return against(node, objection);
    }
    String given = node.input(separate ? 4 : 3);
    String mask = maskInput(graph, shapes, given);
    if (mask.isEmpty()) {
      return against(
          node,
          given.isEmpty()
              ? "found no mask, expected that of padding"
              : "found mask \"" + given + "\", expected an input [batch, sequence]");
    }
    return new PackableAttention(node, mask, "");
  }

  /** Whether it is ONNX Runtime's Attention, which makes queries, keys and values itself. */
  static boolean isWhole(Node node) {
    return node.domain().equals(OnnxModel.MICROSOFT) && node.type().equals("Attention");
  }

  /** Whether it is ONNX Runtime's MultiHeadAttention, to which they are given. */
  static boolean isMultiHead(Node node) {
    return node.domain().equals(OnnxModel.MICROSOFT) && node.type().equals("MultiHeadAttention");
  }

  /** What it reads of each token. */
  List<String> tokenInputs() {
    return node.inputs().subList(0, isMultiHead(node) ? 3 : 1);
  }

  private static PackableAttention against(Node node, String objection) {
    return new PackableAttention(node, "", objection);
  }

  private static String weightObjection(Graph graph, Node node) {
    Initializer weights = graph.constant(node.input(1));
    Initializer bias = graph.constant(node.input(2));
    long[] sizes = node.ints("qkv_hidden_sizes");
    long heads = node.intOr("num_heads", 0);
    if (weights == null
        || (weights.type() != DataType.FLOAT && weights.type() != DataType.FLOAT16)
        || weights.dims().size() != 2
        || (bias == null && !node.input(2).isEmpty())) {
      return "found weights that are no FLOAT or FLOAT16 constants";
    }
    long width = weights.dims().get(1);
    boolean equal = sizes == null || Arrays.stream(sizes).allMatch(size -> 3 * size == width);
    return heads < 1 || width % (3 * heads) != 0 || !equal
        ? "found values of another width than queries"
        : "";
  }

  private static String inputObjection(ShapeInference shapes, Node node) {
    for (int input = 0; input < 3; input++) {
      if (shapes.of(node.input(input)).rank() != 3) {
        return "found queries, keys and values in another form than [batch, sequence, hidden] each";
      }
    }
    return "";
  }

  private static String commonObjection(Node node, boolean separate) {
    if (node.intOr("unidirectional", 0) != 0) {
      return "found a causal mask, expected that of padding alone";
    }
    int past = separate ? 7 : 4;
    if (!node.input(6).isEmpty()
        || !node.input(past).isEmpty()
        || node.intOr("do_rotary", 0) != 0) {
      return "found a past or rotary positions";
    }
    if (!node.input(5).isEmpty()) {
      return "found a bias of the scores, \""
          + node.input(5)
          + "\", expected the mask of padding alone";
    }
    float fill = node.floatOr("mask_filter_value", USUAL_FILL);
    if (fill > LEAST_FILL) {
      return "found mask_filter_value " + fill + ", expected at most " + LEAST_FILL;
    }
    return node.hasOneOutput() ? "" : "found a second output";
  }

  /** The input of the graph, of whole numbers [batch, sequence], that a mask is; else empty. */
  private static String maskInput(Graph graph, ShapeInference shapes, String mask) {
    String value = mask;
    for (Node cast = graph.producer(value);
        cast != null && cast.is("Cast");
        cast = graph.producer(value)) {
      value = cast.input(0);
    }
    DataType type = shapes.of(value).type();
    boolean whole = type == DataType.INT32 || type == DataType.INT64 || type == DataType.BOOL;
    return graph.isInput(value) && whole && shapes.of(value).rank() == 2 ? value : "";
  }
}
