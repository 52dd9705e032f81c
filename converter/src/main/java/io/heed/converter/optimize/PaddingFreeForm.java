package io.heed.converter.optimize;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form of an encoder that computes nothing for padding: ONNX Runtime's RemovePadding behind the
 * embeddings, PackedMultiHeadAttention over tokens [tokens, hidden], and RestorePadding only for
 * what reads all places. Where only the first token of each text is read, as by a classifier, those
 * rows are gathered, and what follows the last attention is computed for them alone. Inputs and
 * outputs stay as they were, but for outputs at padding, which are zeros where they are restored.
 *
 * <p>For graphs whose attention is ONNX Runtime's, {@linkplain
 * OptimizerOptions.AttentionForm#PACKED with its projections} or {@linkplain
 * OptimizerOptions.AttentionForm#MULTI_HEAD without}; there queries, keys and values stay apart,
 * whatever the layout. Padding has to stand on the right: what a graph says of that is checked,
 * what a tokenizer says is the caller's to check. A text without a token counts as one of one
 * token, so that nothing reads beyond the tokens.
 *
 * <p>ONNX Runtime has these operators on CUDA only, in FLOAT and FLOAT16. Immutable.
 */
public final class PaddingFreeForm {
  /** How queries, keys and values reach the attention. */
  public enum Layout {
    /** As one [tokens, heads, 3, head size], from one product with the weights ordered by head. */
    MERGED,
    /** As three [tokens, hidden], from three products. */
    SEPARATE
  }

  private final Layout layout;

  private PaddingFreeForm(Layout layout) {
    this.layout = layout;
  }

  /** With queries, keys and values in some layout. */
  public static PaddingFreeForm of(Layout layout) {
    return new PaddingFreeForm(layout);
  }

  /**
   * What came of it.
   *
   * @param objection why the graph stayed as it was, with the node's name; empty if it was
   *     rewritten
   * @param attentions how many attentions have no padding now
   * @param restored values that are given padding again
   * @param firstTokenNodes nodes that are computed for first tokens alone
   */
  public record Outcome(
      String objection, int attentions, List<String> restored, int firstTokenNodes) {
    /** Copies the list. */
    public Outcome {
      restored = List.copyOf(restored);
    }

    /** Whether the graph was rewritten. */
    public boolean applied() {
      return objection.isEmpty();
    }

    static Outcome none(String objection) {
      return new Outcome(objection, 0, List.of(), 0);
    }
  }

  /**
   * Options of ONNX Runtime's CUDA provider that a session of such a graph wants, by its keys; none
   * for graphs of another form.
   *
   * <p>{@code sdpa_kernel} lets run what does without it: FlashAttention (1), memory-efficient
   * attention (2), TensorRT's (4 and 32) and plain arithmetic (16). Being above 0, it takes away
   * the least length of 513 below which FlashAttention is not used for queries, keys and values in
   * one tensor.
   */
  public static Map<String, String> providerOptions(Graph graph) {
    boolean packed =
        graph.nodes().stream()
            .anyMatch(
                node ->
                    node.domain().equals(OnnxModel.MICROSOFT)
                        && node.type().equals("PackedMultiHeadAttention"));
    return packed ? new TreeMap<>(Map.of("sdpa_kernel", "55")) : Map.of();
  }

  /** Rewrites a model, or leaves it as it is and says why. */
  public Outcome apply(OnnxModel model) {
    Graph graph = model.graph();
    if (model.opset("") < 13) {
      return Outcome.none("operator set " + model.opset("") + ", expected 13 or later");
    }
    List<PackableAttention> attentions = new ArrayList<>();
    ShapeInference shapes = ShapeInference.of(model);
    for (Node node : graph.sorted()) {
      if (PackableAttention.isAttention(shapes, node)) {
        PackableAttention attention = PackableAttention.of(graph, shapes, node);
        if (!attention.objection().isEmpty()) {
          return Outcome.none(node + ": " + attention.objection());
        }
        attentions.add(attention);
      }
    }
    if (attentions.isEmpty()) {
      return Outcome.none("found no attention");
    }
    String mask = attentions.get(0).mask();
    for (PackableAttention each : attentions) {
      if (!each.mask().equals(mask)) {
        return Outcome.none(
            each.node() + ": found mask \"" + each.mask() + "\", expected \"" + mask + "\"");
      }
    }
    PackedRegion region = PackedRegion.around(graph, shapes, attentions);
    if (!region.objection().isEmpty()) {
      return Outcome.none(region.objection());
    }
    Outcome outcome = new PackedRewriting(model, shapes, region, mask, layout).rewrite();
    graph.removeUnused();
    graph.forgetDescriptions();
    return outcome;
  }
}
