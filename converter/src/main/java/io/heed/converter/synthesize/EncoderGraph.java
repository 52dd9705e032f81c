package io.heed.converter.synthesize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxAxis;
import io.heed.converter.onnx.OnnxGraphBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The graph of an encoder (Devlin et al., "BERT", 2018; Sanh et al., "DistilBERT", 2019), whose
 * weights are named and shaped but have no values yet. Immutable.
 *
 * @param skeleton the model; its weights' initializers are headers
 * @param weights what to fill in
 */
record EncoderGraph(ModelProto skeleton, WeightPlan weights) {
  private static final List<OnnxAxis> TOKENS =
      List.of(OnnxAxis.symbol("batch"), OnnxAxis.symbol("sequence"));

  static EncoderGraph of(EncoderConfig config) {
    OnnxGraphBuilder builder =
        OnnxGraphBuilder.create("main")
            .opset("", config.opset())
            .producer("heed-synthesize", "")
            .description("An encoder for benchmarks and tests.");
    WeightPlan weights = new WeightPlan();
    EncoderNodes nodes = new EncoderNodes(builder, weights);
    builder.input("input_ids", DataType.INT64, TOKENS);
    builder.input("attention_mask", DataType.INT64, TOKENS);
    if (config.hasTokenTypes()) {
      builder.input("token_type_ids", DataType.INT64, TOKENS);
    }
    new Assembly(builder, nodes, config).run();
    return new EncoderGraph(builder.build(), weights);
  }

  /** Puts the parts together, from the ids to the output. */
  private record Assembly(OnnxGraphBuilder builder, EncoderNodes nodes, EncoderConfig config) {
    void run() {
      LayerParts parts = new LayerParts(nodes, config);
      String mask = additiveMask();
      String states = parts.norm(config.family().embeddings("LayerNorm"), embeddings());
      for (int layer = 0; layer < config.layers(); layer++) {
        states = new EncoderLayer(nodes, parts, config, layer).add(states, mask);
      }
      switch (config.task()) {
        case CLASSIFICATION -> classify(states);
        case ENCODER -> hiddenStates(states);
      }
    }

    /** 0 for a token, the lowest float for padding: [batch, 1, 1, sequence]. */
    private String additiveMask() {
      String module = config.family().modelType;
      String axes = nodes.longs("mask_axes", 1, 2);
      String mask = nodes.add(module, "Unsqueeze", List.of("attention_mask", axes));
      String numbers =
          nodes.add(
              module,
              "Cast",
              List.of(mask),
              OnnxAttributes.ofInt("to", DataType.FLOAT.getNumber()));
      String padding = nodes.add(module, "Sub", List.of(nodes.scalar("one", 1), numbers));
      String lowest = nodes.scalar("lowest", -Float.MAX_VALUE);
      return nodes.add(module, "Mul", List.of(padding, lowest));
    }

    private String embeddings() {
      String sum = rows("word_embeddings", config.vocabularySize(), "input_ids");
      String module = config.family().modelType + ".embeddings";
      if (config.hasTokenTypes()) {
        String types = rows("token_type_embeddings", config.typeVocabularySize(), "token_type_ids");
        sum = nodes.add(module, "Add", List.of(sum, types));
      }
      String places = rows("position_embeddings", config.maxPositions(), positions(module));
      return nodes.add(module, "Add", List.of(sum, places));
    }

    private String rows(String part, int rows, String ids) {
      String module = config.family().embeddings(part);
      String table = nodes.weight(module + ".weight", rows, config.hiddenSize());
      return nodes.add(module, "Gather", List.of(table, ids), OnnxAttributes.ofInt("axis", 0));
    }

    /** The numbers 0 to sequence - 1: [1, sequence]. */
    private String positions(String module) {
      String length =
          nodes.add(
              module,
              "Shape",
              List.of("input_ids"),
              OnnxAttributes.ofInt("start", 1),
              OnnxAttributes.ofInt("end", 2));
      String numbers = nodes.rowNumbers("position_ids", config.maxPositions());
      return nodes.add(
          module,
          "Slice",
          List.of(numbers, nodes.longs("axis_0", 0), length, nodes.longs("axis_1", 1)));
    }

    private void hiddenStates(String states) {
      List<OnnxAxis> shape = new ArrayList<>(TOKENS);
      shape.add(OnnxAxis.length(config.hiddenSize()));
      nodes.addNamed("last_hidden_state", "Identity", List.of(states));
      builder.output("last_hidden_state", DataType.FLOAT, shape);
    }

    /** BERT's pooler ends in tanh, DistilBERT's in relu. */
    private void classify(String states) {
      EncoderFamily family = config.family();
      int hidden = config.hiddenSize();
      String first =
          nodes.add(
              family.pooler,
              "Gather",
              List.of(states, nodes.index("index_0", 0)),
              OnnxAttributes.ofInt("axis", 1));
      String dense = nodes.rows(family.pooler + "/Gemm", family.pooler, first, hidden, hidden);
      String operator = family == EncoderFamily.BERT ? "Tanh" : "Relu";
      String pooled = nodes.add(family.pooler, operator, List.of(dense));
      nodes.rows("logits", EncoderFamily.CLASSIFIER, pooled, hidden, config.labels());
      builder.output(
          "logits",
          DataType.FLOAT,
          List.of(OnnxAxis.symbol("batch"), OnnxAxis.length(config.labels())));
    }
  }
}
