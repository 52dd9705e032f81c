package io.heed.converter.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Graph;
import io.heed.converter.graph.Initializer;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import io.heed.converter.graph.ShapeInference;
import io.heed.converter.onnx.OnnxAttributes;
import io.heed.converter.onnx.OnnxTensors;
import io.heed.converter.optimize.PaddingFreeForm.Layout;
import io.heed.converter.optimize.PaddingFreeForm.Outcome;
import io.heed.converter.ort.OrtGraph;
import io.heed.converter.ort.OrtGraphOptions;
import io.heed.converter.ort.Tensor;
import io.heed.converter.reference.ReferenceGraph;
import io.heed.converter.synthesize.EncoderPreset;
import io.heed.converter.synthesize.EncoderTask;
import io.heed.converter.synthesize.EncoderWriter;
import io.heed.converter.synthesize.GraphStyle;
import io.heed.converter.synthesize.RandomWeights;
import io.heed.models.ModelDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The original runs in ONNX Runtime; what was rewritten, by the interpreter. */
class PaddingFreeFormTest {
  static final List<String> GRAPHS = ExportedGraph.NAMES;

  /** Sums in another order: a few units in the last place of numbers of about 3. */
  private static final double TOLERANCE = 1e-5;

  private static final int VOCABULARY = 200;

  @ParameterizedTest
  @FieldSource("GRAPHS")
  void apply_exportedGraph_computesTheSameForRealTokens(String name) {
    byte[] original = ExportedGraph.of(name).model();
    for (Layout layout : Layout.values()) {
      OnnxModel model = OnnxModel.of(original);
      Outcome outcome = rewrite(model, layout);
      assertEquals("", outcome.objection());
      assertEquals(2, outcome.attentions());
      assertEquals(1, outcome.restored().size(), () -> outcome.restored().toString());
      Map<String, Integer> counts = GraphOptimizerTest.counts(model);
      assertEquals(1, counts.get("com.microsoft.RemovePadding"));
      assertEquals(1, counts.get("com.microsoft.RestorePadding"));
      assertEquals(2, counts.get("com.microsoft.PackedMultiHeadAttention"));
      assertEquals(4, counts.get("com.microsoft.SkipLayerNormalization"));
      assertEquals(
          2, counts.get("com.microsoft." + (name.contains("tanh") ? "FastGelu" : "BiasGelu")));
      assertNull(counts.get("com.microsoft.Attention"));
      assertEquals(layout == Layout.MERGED ? 8 : 12, counts.get("MatMul"));
      assertSame(original, model, new int[][] {{9, 1, 4, 9}, {1}, {7}, {1, 1}, {2, 13, 5}});
    }
  }

  @Test
  void apply_randomLengths_computesTheSame() {
    long seed = Long.getLong("heed.test.seed", 20_261_122);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] original = ExportedGraph.of("hfsdpa-ts-op17").model();
    OnnxModel model = OnnxModel.of(original);
    rewrite(model, Layout.MERGED);
    int[][] batches = new int[30][];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = random.ints(random.nextInt(1, 9), 1, 48).toArray();
    }
    try {
      assertSame(original, model, batches);
    } catch (AssertionError e) {
      throw new AssertionError("-Dheed.test.seed=" + seed + ": " + Arrays.deepToString(batches), e);
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void apply_result_hasTypesAndShapesThatAreInferred(Layout layout) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("hfsdpa-ts-op17").model());
    rewrite(model, layout);
    ShapeInference shapes = ShapeInference.of(model);
    Node restored = TargetTest.last(model, "RestorePadding");
    Node attention = TargetTest.last(model, "PackedMultiHeadAttention");
    assertEquals("[batch_size, sequence_length, 32]", shapes.of(restored.output()).shape() + "");
    assertEquals(
        "FLOAT INT32",
        shapes.of(restored.output()).type() + " " + shapes.of(restored.input(1)).type());
    assertEquals("[batch_size, sequence_length]", shapes.of(restored.input(1)).shape() + "");
    assertEquals(32, shapes.of(attention.output()).length(1));
    assertEquals(2, shapes.of(attention.output()).rank());
    assertEquals(shapes.of(attention.input(0)).dim(0), shapes.of(attention.output()).dim(0));
    assertEquals(1, shapes.of(attention.input(5)).rank());
  }

  /** Operators, inputs, attributes and types are right; what is missing is a kernel alone. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  void apply_result_isAcceptedByTheRuntimeButForKernels(Layout layout) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("hfsdpa-ts-op17").model());
    rewrite(model, layout);
    ConverterException thrown =
        assertThrows(
            ConverterException.class,
            () -> OrtGraph.open(model.toProto().toByteArray(), "packed").close());
    assertEquals(Kind.UNSUPPORTED, thrown.kind());
    assertTrue(
        thrown.getMessage().matches("(?s).*implementation for (Remove|Restore|Packed).*"),
        thrown::getMessage);
  }

  /** ids, mask and outputs are what they were, whatever becomes of the inside. */
  @Test
  void apply_inputsAndOutputs_stayAsTheyWere() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("hfeager-dynamo-op18").model());
    GraphOptimizer.of(Target.CUDA).optimize(model);
    var inputs = model.graph().inputs();
    var outputs = model.graph().outputs();
    PaddingFreeForm.of(Layout.MERGED).apply(model);
    assertEquals(inputs, model.graph().inputs());
    assertEquals(outputs, model.graph().outputs());
  }

  @Test
  void apply_classifierAlone_restoresNothingAndEndsInFirstTokens() {
    byte[] original = classifierOf("classic-ts-op17");
    OnnxModel model = OnnxModel.of(original);

    Outcome outcome = rewrite(model, Layout.MERGED);

    assertEquals(List.of(), outcome.restored());
    // Behind the last attention: two sums with normalisation, three products, one GELU.
    assertEquals(6, outcome.firstTokenNodes());
    assertNull(GraphOptimizerTest.counts(model).get("com.microsoft.RestorePadding"));
    ShapeInference shapes = ShapeInference.of(model);
    assertEquals(2, shapes.of(TargetTest.last(model, "BiasGelu").output()).rank());
    assertSame(original, model, new int[][] {{9, 1, 4, 9}, {1}, {7}, {1, 1}});
  }

  @ParameterizedTest
  @CsvSource({
    "CLASSIFICATION, 2, STANDARD, 17",
    "CLASSIFICATION, 0, STANDARD, 20",
    "ENCODER, 2, PRIMITIVE, 17",
    "ENCODER, 0, STANDARD, 22",
  })
  void apply_synthesizedEncoder_computesTheSame(
      EncoderTask task, int types, GraphStyle style, int opset) {
    byte[] original =
        EncoderWriter.of(
                EncoderPreset.TINY
                    .config()
                    .task(task)
                    .typeVocabularySize(types)
                    .style(style)
                    .opset(opset)
                    .build(),
                RandomWeights.of(42))
            .toModel()
            .toByteArray();
    OnnxModel model = OnnxModel.of(original);
    Outcome outcome = rewrite(model, Layout.MERGED);
    assertEquals("", outcome.objection());
    assertEquals(task == EncoderTask.CLASSIFICATION ? 0 : 1, outcome.restored().size());
    assertSame(original, model, new int[][] {{16, 1, 3}, {5}});
  }

  /** As optimised for processors: queries, keys and values come from products of their own. */
  @ParameterizedTest
  @FieldSource("GRAPHS")
  void apply_multiHeadAttention_computesTheSame(String name) {
    byte[] original = ExportedGraph.of(name).model();
    OnnxModel model = OnnxModel.of(original);
    GraphOptimizer.of(Target.CPU).optimize(model);
    assertEquals(2, GraphOptimizerTest.counts(model).get("com.microsoft.MultiHeadAttention"));
    Outcome outcome = PaddingFreeForm.of(Layout.MERGED).apply(model);
    assertEquals("", outcome.objection());
    assertEquals(2, outcome.attentions());
    assertSame(original, model, new int[][] {{9, 1, 4, 9}, {1}, {7}});
  }

  /** Its attention is MultiHeadAttention, and it averages over the tokens. */
  @Test
  void apply_bundledModel_computesTheSame() {
    byte[] original = ModelDirectory.bundled().read("model.onnx");
    OnnxModel model = OnnxModel.of(original);
    Outcome outcome = rewrite(model, Layout.MERGED);
    assertEquals("", outcome.objection());
    assertSame(original, model, new int[][] {{16, 1, 3}, {5}});
  }

  @Test
  void apply_textWithoutTokens_leavesTheOthersAsTheyAre() {
    byte[] original = classifierOf("hfeager-ts-op17");
    OnnxModel model = OnnxModel.of(original);
    rewrite(model, Layout.MERGED);
    Map<String, Tensor> inputs = inputs(model, 4, 0);
    try (OrtGraph reference = OrtGraph.open(original, "original");
        ReferenceGraph rewritten = open(model)) {
      float[] expected = logits(reference.run(inputs));
      float[] found = logits(rewritten.run(inputs));
      int labels = expected.length / 2;
      assertArrayEquals(
          Arrays.copyOf(expected, labels), Arrays.copyOf(found, labels), (float) TOLERANCE);
      for (float value : found) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  @Test
  void apply_anotherScale_isKept() {
    OnnxModel model = optimized("classic-ts-op17");
    for (Node node : model.graph().nodes()) {
      if (node.type().equals("Attention")) {
        node.set(OnnxAttributes.ofFloat("scale", 0.125f));
      }
    }
    byte[] before = model.toProto().toByteArray();
    assertTrue(PaddingFreeForm.of(Layout.SEPARATE).apply(model).applied());
    assertEquals(0.125f, TargetTest.last(model, "PackedMultiHeadAttention").floatOr("scale", 0));
    assertSame(before, model, new int[][] {{6, 2}});
  }

  @Test
  void apply_again_saysThatItIsDone() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    rewrite(model, Layout.MERGED);
    byte[] once = model.toProto().toByteArray();
    Outcome outcome = PaddingFreeForm.of(Layout.MERGED).apply(model);
    assertFalse(outcome.applied());
    assertTrue(outcome.objection().startsWith("PackedMultiHeadAttention node "));
    assertArrayEquals(once, model.toProto().toByteArray());
  }

  @Test
  void apply_attentionNotFused_namesIt() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    assertObjection(model, "Softmax node \"", "found attention of this form");
  }

  @Test
  void apply_noMask_namesTheAttention() {
    assertObjectionAfter(
        attention -> attention.subList(0, 3), "Attention node \"", "found no mask");
  }

  @Test
  void apply_biasOfScores_namesTheAttention() {
    assertObjectionAfter(
        attention -> {
          List<String> inputs = new ArrayList<>(attention);
          inputs.addAll(List.of("", "relative_positions"));
          return inputs;
        },
        "Attention node \"",
        "found a bias of the scores, \"relative_positions\"");
  }

  @Test
  void apply_causalAttention_namesIt() {
    OnnxModel model = optimized("classic-ts-op17");
    TargetTest.last(model, "Attention").set(OnnxAttributes.ofInt("unidirectional", 1));
    assertObjection(model, "Attention node \"", "found a causal mask");
  }

  @Test
  void apply_maskThatHidesTooLittle_namesTheAttention() {
    OnnxModel model = optimized("classic-ts-op17");
    TargetTest.last(model, "Attention").set(OnnxAttributes.ofFloat("mask_filter_value", -5));
    assertObjection(model, "Attention node \"", "found mask_filter_value -5.0");
  }

  @Test
  void apply_tokensMixedBetweenLayers_namesTheNode() {
    OnnxModel model = optimized("classic-ts-op17");
    Graph graph = model.graph();
    Node second = TargetTest.last(model, "Attention");
    String mixed =
        graph.add(
            "mixed",
            "CumSum",
            List.of(second.input(0), graph.add(OnnxTensors.longs("one", new long[] {1}))));
    List<String> inputs = new ArrayList<>(second.inputs());
    inputs.set(0, mixed);
    graph.setInputs(second, inputs);
    assertObjection(model, "CumSum node \"mixed\"", "found before the last attention");
  }

  /** As models that pad on the left have it. */
  @Test
  void apply_positionsCountedFromTheMask_namesTheNode() {
    OnnxModel model = OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
    GraphOptimizer.of(
            Target.CUDA, new OptimizerOptions(OptimizerOptions.AttentionForm.PACKED, Set.of()))
        .optimize(model);
    Graph graph = model.graph();
    String axis = graph.add(OnnxTensors.longs("axis", new long[] {1}));
    String one = graph.add(OnnxTensors.longs("one", new long[] {1}));
    String counted = graph.add("counted", "CumSum", List.of("attention_mask", axis));
    String places = graph.add("places", "Sub", List.of(counted, one));
    for (Node node : graph.nodes()) {
      Initializer table = node.is("Gather") ? graph.constant(node.input(0)) : null;
      if (table != null && table.dims().equals(List.of(48L, 32L))) {
        graph.setInputs(node, List.of(node.input(0), places));
      }
    }
    assertObjection(model, "CumSum node \"counted\"", "found the mask read before the encoder");
  }

  @Test
  void apply_foreignGraph_leavesItAsItIs() {
    OnnxModel model = OnnxModel.of(ForeignGraph.model());
    assertFalse(PaddingFreeForm.of(Layout.MERGED).apply(model).applied());
    assertEquals(ForeignGraph.model(), model.toProto());
  }

  @Test
  void byHead_columns_areQueryKeyValueOfEachHead() {
    // Two heads of width 1: columns q0 q1 k0 k1 v0 v1.
    Initializer weights =
        Initializer.of(
            OnnxTensors.floats("w", new float[] {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}, 2, 6));
    Initializer byHead = Initializer.of(PackedProjection.byHead(weights, 2, "h"));
    assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6, 11, 13, 15, 12, 14, 16}, byHead.floats());
  }

  @Test
  void providerOptions_ofPackedGraphOnly_nameTheKernels() {
    OnnxModel model = optimized("classic-ts-op17");
    assertEquals(Map.of(), PaddingFreeForm.providerOptions(model.graph()));
    PaddingFreeForm.of(Layout.MERGED).apply(model);
    assertEquals(Map.of("sdpa_kernel", "55"), PaddingFreeForm.providerOptions(model.graph()));
  }

  private static OnnxModel optimized(String name) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of(name).model());
    GraphOptimizer.of(Target.CUDA).optimize(model);
    return model;
  }

  private static Outcome rewrite(OnnxModel model, Layout layout) {
    GraphOptimizer.of(Target.CUDA).optimize(model);
    return PaddingFreeForm.of(layout).apply(model);
  }

  private static byte[] classifierOf(String name) {
    OnnxModel model = OnnxModel.of(ExportedGraph.of(name).model());
    model.graph().removeOutput("last_hidden_state");
    model.graph().removeUnused();
    return model.toProto().toByteArray();
  }

  private static void assertObjectionAfter(
      UnaryOperator<List<String>> change, String start, String message) {
    OnnxModel model = optimized("classic-ts-op17");
    Node attention = TargetTest.last(model, "Attention");
    model.graph().setInputs(attention, change.apply(attention.inputs()));
    assertObjection(model, start, message);
  }

  private static void assertObjection(OnnxModel model, String start, String message) {
    byte[] before = model.toProto().toByteArray();
    Outcome outcome = PaddingFreeForm.of(Layout.MERGED).apply(model);
    assertTrue(outcome.objection().startsWith(start), outcome::objection);
    assertTrue(outcome.objection().contains(message), outcome::objection);
    assertArrayEquals(before, model.toProto().toByteArray());
  }

  private static ReferenceGraph open(OnnxModel model) {
    return ReferenceGraph.open(
        OnnxModel.of(model.toProto().toByteArray()), "packed", OrtGraphOptions.DEFAULT);
  }

  private static void assertSame(byte[] original, OnnxModel model, int[][] batches) {
    try (OrtGraph reference = OrtGraph.open(original, "original");
        ReferenceGraph rewritten = open(model)) {
      for (int[] lengths : batches) {
        Map<String, Tensor> inputs = inputs(model, lengths);
        Map<String, Tensor> expected = reference.run(inputs);
        Map<String, Tensor> found = rewritten.run(inputs);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach(
            (output, tensor) ->
                assertSame(tensor, Objects.requireNonNull(found.get(output)), lengths));
      }
    }
  }

  /** [batch, labels], or [batch, sequence, hidden] of which padding does not count. */
  private static void assertSame(Tensor expected, Tensor found, int... lengths) {
    assertArrayEquals(expected.shape(), found.shape());
    float[] right = expected.floats();
    float[] values = found.floats();
    int row = right.length / lengths.length;
    for (int i = 0; i < right.length; i++) {
      boolean real = expected.rank() == 2 || i % row < lengths[i / row] * (int) expected.length(2);
      if (real) {
        assertEquals(right[i], values[i], TOLERANCE, Arrays.toString(lengths) + " " + i);
      }
    }
  }

  private static float[] logits(Map<String, Tensor> outputs) {
    return Objects.requireNonNull(outputs.get("logits")).floats();
  }

  /** Token ids at random, padded on the right. */
  private static Map<String, Tensor> inputs(OnnxModel model, int... lengths) {
    SplittableRandom random = new SplittableRandom(Arrays.hashCode(lengths));
    int longest = Arrays.stream(lengths).max().orElseThrow();
    Map<String, long[]> rows = new LinkedHashMap<>();
    model
        .graph()
        .inputs()
        .forEach(each -> rows.put(each.getName(), new long[lengths.length * longest]));
    for (int row = 0; row < lengths.length; row++) {
      for (int i = row * longest; i < row * longest + lengths[row]; i++) {
        set(rows, "input_ids", i, random.nextInt(1, VOCABULARY));
        set(rows, "token_type_ids", i, random.nextInt(2));
        set(rows, "attention_mask", i, 1);
      }
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    rows.forEach((name, values) -> inputs.put(name, Tensor.longs(values, lengths.length, longest)));
    return inputs;
  }

  private static void set(Map<String, long[]> rows, String input, int place, long value) {
    long[] values = rows.get(input);
    if (values != null) {
      values[place] = value;
    }
  }
}
