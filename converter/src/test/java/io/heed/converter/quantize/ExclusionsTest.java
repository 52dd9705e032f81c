package io.heed.converter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.converter.graph.ExportedGraph;
import io.heed.converter.graph.Node;
import io.heed.converter.graph.OnnxModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExclusionsTest {
  @Test
  void dynamic_excludedNodes_areUntouched() {
    OnnxModel model = graph();
    List<Node> before = model.graph().nodes();
    QuantizationReport report =
        Quantizer.dynamic(
            model,
            with(
                new Exclusions(
                    Optional.of(Pattern.compile("/self/")), Set.of(), Set.of(), Set.of())));
    List<Node> excluded =
        before.stream()
            .filter(node -> node.name().contains("/self/") && node.is("MatMul"))
            .toList();
    assertEquals(10, excluded.size()); // q, k, v, and two products of activations, twice
    assertTrue(excluded.stream().allMatch(node -> model.graph().contains(node)));
    assertEquals(
        6, report.left().stream().filter(l -> l.reason().equals("excluded by name")).count());
    assertTrue(report.quantized().stream().noneMatch(done -> done.name().contains("/self/")));
  }

  @Test
  void dynamic_excludedOperators_areUntouched() {
    QuantizationReport report =
        Quantizer.dynamic(
            graph(), with(new Exclusions(Optional.empty(), Set.of("Gather"), Set.of(), Set.of())));
    assertTrue(report.quantized().stream().noneMatch(done -> done.operator().equals("Gather")));
    assertTrue(report.quantized().size() >= 13);
  }

  @Test
  void dynamic_excludedLayer_isUntouched() {
    QuantizationReport report =
        Quantizer.dynamic(
            graph(), with(new Exclusions(Optional.empty(), Set.of(), Set.of(1), Set.of())));
    assertEquals(
        6, report.left().stream().filter(l -> l.reason().equals("excluded by layer")).count());
    assertTrue(report.quantized().stream().noneMatch(done -> done.name().contains("/layer.1/")));
    assertTrue(report.quantized().stream().anyMatch(done -> done.name().contains("/layer.0/")));
  }

  @ParameterizedTest
  @CsvSource({
    "/bert/encoder/layer.11/attention/self/query/MatMul,11",
    "encoder.layers.3.fc1.weight,3",
    "transformer.h.7.attn,7",
    "/block_2/MatMul,2",
    "player.4,-1",
    "LayerNorm.4,-1",
    "layer.x,-1",
  })
  void layer_ofAName_isItsNumber(String name, int expected) {
    assertEquals(expected, Exclusions.layer(name));
  }

  private static OnnxModel graph() {
    return OnnxModel.of(ExportedGraph.of("classic-ts-op17").model());
  }

  private static QuantizeOptions with(Exclusions exclusions) {
    return QuantizeOptions.DEFAULT.exclusions(exclusions);
  }
}
