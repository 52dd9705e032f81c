package io.heed.converter.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Node;
import io.heed.converter.onnx.OnnxAttributes;
import java.util.List;

/**
 * Tables of integers, turned into floats row by row after they were picked, with standard
 * operators: {@code Cast(Gather(codes)) · Gather(scales)}, or {@code · scale} where there is one
 * for all. Confined to one thread.
 */
final class TableForm {
  private final Graph graph;
  private final StoredWeights weights;
  private final boolean perRow;

  TableForm(Graph graph, StoredWeights weights, boolean perRow) {
    this.graph = graph;
    this.weights = weights;
    this.perRow = perRow;
  }

  void rewrite(Candidates.Table table) {
    StoredWeights.Names names = weights.table(table.weight());
    String ids = table.node().input(1);
    String output = table.node().output();
    graph.remove(table.node());
    String codes = graph.add(output + "_codes", "Gather", List.of(names.codes(), ids));
    String floats =
        graph.add(
            output + "_floats",
            "Cast",
            List.of(codes),
            OnnxAttributes.ofInt("to", DataType.FLOAT.getNumber()));
    String scales =
        perRow
            ? graph.add(output + "_scales", "Gather", List.of(names.scales(), ids))
            : names.scales();
    graph.add(Node.of("Mul", List.of(floats, scales), output));
  }
}
