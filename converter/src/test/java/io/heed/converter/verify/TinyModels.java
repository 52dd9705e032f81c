package io.heed.converter.verify;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import io.heed.converter.onnx.OnnxTensors;
import java.util.List;

/**
 * Models small enough for arithmetic by hand: a table of four vectors of two numbers, of which the
 * ids choose.
 */
final class TinyModels {
  static final float[] TABLE = {1, 0, 0, 1, 3, 4, -1, 2};
  private static final OnnxAxis BATCH = OnnxAxis.symbol("batch");
  private static final OnnxAxis SEQUENCE = OnnxAxis.symbol("sequence");
  private static final OnnxAxis TWO = OnnxAxis.length(2);

  private TinyModels() {}

  /** {@code hidden [batch, sequence, 2]}: the vectors that the ids choose. */
  static ModelUnderTest hidden(String name, float... table) {
    OnnxGraphBuilder graph = embedding(table, BATCH, SEQUENCE);
    graph.output("hidden", DataType.FLOAT, List.of(BATCH, SEQUENCE, TWO));
    return model(graph, name);
  }

  /** {@code logits [batch, 2]}: the sum of the vectors. */
  static ModelUnderTest logits(String name, float... table) {
    return logits(name, "logits", BATCH, SEQUENCE, table);
  }

  static ModelUnderTest logits(
      String name, String output, OnnxAxis batch, OnnxAxis sequence, float... table) {
    OnnxGraphBuilder graph = embedding(table, batch, sequence);
    graph.initializer(OnnxTensors.longs("axis", new long[] {1}, 1));
    graph.node("ReduceSum", output, List.of("hidden", "axis"), OnnxAttributes.ofInt("keepdims", 0));
    graph.output(output, DataType.FLOAT, List.of(batch, TWO));
    return model(graph, name);
  }

  /** As {@link #logits}, of the places of the mask only. */
  static ModelUnderTest maskedLogits(String name, float... table) {
    OnnxGraphBuilder graph = embedding(table, BATCH, SEQUENCE);
    graph.input("attention_mask", DataType.INT64, List.of(BATCH, SEQUENCE));
    graph.initializer(OnnxTensors.longs("axis", new long[] {1}, 1));
    graph.initializer(OnnxTensors.longs("last", new long[] {-1}, 1));
    graph.node("Cast", "mask", List.of("attention_mask"), OnnxAttributes.ofInt("to", 1));
    graph.node("Unsqueeze", "column", List.of("mask", "last"));
    graph.node("Mul", "kept", List.of("hidden", "column"));
    graph.node("ReduceSum", "logits", List.of("kept", "axis"), OnnxAttributes.ofInt("keepdims", 0));
    graph.output("logits", DataType.FLOAT, List.of(BATCH, TWO));
    return model(graph, name);
  }

  static OnnxGraphBuilder embedding(float... table) {
    return embedding(table, BATCH, SEQUENCE);
  }

  private static OnnxGraphBuilder embedding(float[] table, OnnxAxis batch, OnnxAxis sequence) {
    OnnxGraphBuilder graph = OnnxGraphBuilder.create("tiny").opset("", 17);
    graph.input("input_ids", DataType.INT64, List.of(batch, sequence));
    graph.initializer(OnnxTensors.floats("table", table, table.length / 2, 2));
    graph.node("Gather", "hidden", List.of("table", "input_ids"));
    return graph;
  }

  static ModelUnderTest model(OnnxGraphBuilder graph, String name) {
    return ModelUnderTest.of(graph.build().toByteArray(), name);
  }
}
