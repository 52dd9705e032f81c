package io.heed.converter.reference;

import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.ort.Tensor;
import java.util.List;
import java.util.Set;

/** The operators of texts without padding, all of domain {@code com.microsoft}. Stateless. */
public final class PackedOperators {
  /** Their types. */
  public static final Set<String> TYPES =
      Set.of("RemovePadding", "RestorePadding", "PackedAttention", "PackedMultiHeadAttention");

  private PackedOperators() {}

  /** Whether a node is one of them. */
  public static boolean isOne(Node node) {
    return node.domain().equals(OnnxModel.MICROSOFT) && TYPES.contains(node.type());
  }

  /** Whether a graph holds one, so that ONNX Runtime cannot run it on the CPU. */
  public static boolean areIn(Graph graph) {
    return graph.nodes().stream().anyMatch(PackedOperators::isOne);
  }

  /** Computes a node's outputs, as many as the operator has. */
  static List<Tensor> run(OperatorCall call) {
    return switch (call.node().type()) {
      case "RemovePadding" -> Padding.remove(call);
      case "RestorePadding" -> List.of(Padding.restore(call));
      case "PackedAttention" -> List.of(PackedAttention.run(call));
      case "PackedMultiHeadAttention" -> List.of(PackedMultiHeadAttention.run(call));
      default -> throw new IllegalArgumentException(call.node() + " is not interpreted");
    };
  }
}
