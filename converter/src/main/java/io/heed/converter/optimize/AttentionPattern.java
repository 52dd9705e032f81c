package io.heed.converter.optimize;

import io.heed.converter.graph.Dim;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds multi-head self-attention in whatever form an exporter wrote it: around a Softmax, with the
 * scale before or after the product or split between its sides, with an additive mask, one that
 * chooses or none, with a guard against rows that are not a number; or around the Attention of
 * operator set 23.
 *
 * <p>How heads are split, transposed and joined is not matched node by node: the nodes are followed
 * with a {@link LayoutTrace}, and the mask is told by what it gives ({@link PaddingMask}).
 *
 * <p>Every text is taken to have a token that the mask shows, as every tokenizer sees to it: what
 * attention makes of a text of padding alone, be it zeros, a mean or NaN, is not kept.
 */
final class AttentionPattern {
  private final Graph graph;
  private final ShapeInference shapes;
  private final PaddingMasks masks;

  AttentionPattern(OnnxModel model) {
    graph = model.graph();
    shapes = ShapeInference.of(model);
    masks = new PaddingMasks(model, shapes);
  }

  /** All attentions of the graph, in the order of their nodes. */
  List<AttentionMatch> all() {
    List<AttentionMatch> found = new ArrayList<>();
    for (Node node : graph.sorted()) {
      AttentionMatch match =
          node.is("Softmax") ? around(node) : node.is("Attention") ? ofOperator(node) : null;
      if (match != null && InnerNodes.areAlone(graph, match.inner(), match.last())) {
        found.add(match);
      }
    }
    return found;
  }

  ShapeInference shapes() {
    return shapes;
  }

  /** The attention whose weights a Softmax gives. */
  private @Nullable AttentionMatch around(Node softmax) {
    int rank = shapes.of(softmax.output()).rank();
    long axis = softmax.intOr("axis", -1);
    if (rank != 4 || (axis != -1 && axis != 3)) {
      return null;
    }
    List<Node> inner = new ArrayList<>(List.of(softmax));
    Scores scores = Scores.of(graph, shapes, masks, softmax.input(0));
    String weights = unguarded(softmax.output(), inner);
    Node product = graph.onlyReader(weights);
    if (scores == null || product == null || !product.is("MatMul")) {
      return null;
    }
    if (!product.input(0).equals(weights)) {
      return null;
    }
    boolean guarded = inner.size() > 1;
    AttentionMask mask = scores.mask();
    if (guarded && mask != null && mask.padding() == null) {
      return null; // only for texts of padding alone does the guard do anything
    }
    inner.addAll(scores.nodes());
    inner.add(product);
    Node dots = scores.product();
    return assembled(
        new Parts(dots.input(0), dots.input(1), product.input(1), product.output()),
        true,
        scores.factor(),
        mask,
        inner);
  }

  /** Passes {@code Where(IsNaN(x), 0, x)}. */
  private String unguarded(String weights, List<Node> inner) {
    for (Node reader : graph.readers(weights)) {
      Node test = graph.producer(reader.input(0));
      Initializer zero = graph.constant(reader.input(1));
      if (reader.is("Where")
          && test != null
          && test.is("IsNaN")
          && test.input(0).equals(weights)
          && reader.input(2).equals(weights)
          && zero != null
          && zero.isFilledWith(0)) {
        inner.addAll(List.of(test, reader));
        return reader.output();
      }
    }
    return weights;
  }

  /** The Attention of operator set 23 with heads apart [batch, heads, sequence, size]. */
  private @Nullable AttentionMatch ofOperator(Node node) {
    boolean plain =
        node.hasOneOutput()
            && node.intOr("is_causal", 0) == 0
            && node.floatOr("softcap", 0) == 0
            && node.input(4).isEmpty()
            && node.input(5).isEmpty();
    long size = shapes.of(node.input(0)).length(-1);
    if (!plain || shapes.of(node.input(0)).rank() != 4 || size <= 0) {
      return null;
    }
    AttentionMask mask = null;
    if (!node.input(3).isEmpty()) {
      boolean chooses =
          shapes.of(node.input(3)).type() == ai.onnx.proto.OnnxMl.TensorProto.DataType.BOOL;
      mask =
          chooses
              ? AttentionMask.chosen(node.input(3), true, Double.NEGATIVE_INFINITY, masks)
              : AttentionMask.added(node.input(3), masks);
    }
    return assembled(
        new Parts(node.input(0), node.input(1), node.input(2), node.output()),
        false,
        node.floatOr("scale", (float) (1 / Math.sqrt((double) size))),
        mask,
        List.of(node));
  }

  private record Parts(String query, String key, String value, String product) {}

  private @Nullable AttentionMatch assembled(
      Parts parts,
      boolean keyTransposed,
      double factor,
      @Nullable AttentionMask mask,
      List<Node> core) {
    LayoutTrace query = LayoutTrace.endingIn(graph, parts.query());
    LayoutTrace key = LayoutTrace.endingIn(graph, parts.key());
    LayoutTrace value = LayoutTrace.endingIn(graph, parts.value());
    int heads = (int) shapes.of(parts.query()).length(1);
    int size = (int) shapes.of(parts.query()).length(3);
    boolean apart =
        heads > 0
            && size > 0
            && splits(query, heads, size, false)
            && splits(key, heads, size, keyTransposed)
            && splits(value, heads, size, false)
            && Math.abs(value.factor() - 1) < 1e-7;
    List<Node> joining = apart ? joining(parts.product(), heads, size) : List.of();
    if (joining.isEmpty()) {
      return null;
    }
    Node last = joining.get(joining.size() - 1);
    List<Node> inner = new ArrayList<>(core);
    inner.addAll(query.nodes());
    inner.addAll(key.nodes());
    inner.addAll(value.nodes());
    inner.addAll(joining.subList(0, joining.size() - 1));
    return new AttentionMatch(
        query.source(),
        key.source(),
        value.source(),
        heads,
        size,
        factor * query.factor() * key.factor(),
        mask,
        last.output(),
        last,
        inner);
  }

  /** Whether a trace takes [batch, sequence, heads · size] to its heads. */
  private boolean splits(LayoutTrace trace, int heads, int size, boolean transposed) {
    List<Dim> from = shapes.of(trace.source()).shape();
    if (from == null || from.size() != 3 || !from.get(2).is((long) heads * size)) {
      return false;
    }
    int[] order = transposed ? new int[] {0, 2, 3, 1} : new int[] {0, 2, 1, 3};
    return trace.is(
        shapes,
        shape ->
            LayoutTrace.Elements.inOrder(shape)
                .reshaped(shape[0], shape[1], heads, size)
                .transposed(order));
  }

  /** The nodes that take [batch, heads, sequence, size] to [batch, sequence, heads · size]. */
  private List<Node> joining(String product, int heads, int size) {
    List<Node> nodes = new ArrayList<>();
    for (Node node = graph.onlyReader(product);
        node != null && LayoutTrace.moves(node) && nodes.size() < 4;
        node = graph.onlyReader(node.output())) {
      nodes.add(node);
      LayoutTrace trace = new LayoutTrace(product, nodes, 1);
      boolean joined =
          trace.is(
              shapes,
              shape ->
                  shape.length != 4 || shape[1] != heads || shape[3] != size
                      ? null
                      : LayoutTrace.Elements.inOrder(shape)
                          .transposed(0, 2, 1, 3)
                          .reshaped(shape[0], shape[2], (long) heads * size));
      if (joined) {
        return nodes;
      }
    }
    return List.of();
  }
}
