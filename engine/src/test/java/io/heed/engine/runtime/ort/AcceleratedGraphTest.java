package io.heed.engine.runtime.ort;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.Device;
import io.heed.engine.runtime.OnnxNode;
import io.heed.engine.runtime.OnnxSummary;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TinyOnnx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceleratedGraphTest {
  private static final Device CUDA = Device.parse("cuda:1").get(0);

  @ParameterizedTest
  @ValueSource(strings = {"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "MatMulIntegerToFloat"})
  void check_dynamicOperator_isRefusedWithWhyAndWhatElse(String operator) {
    byte[] model = new TinyOnnx().node(operator, "a", "x").node(operator, "b", "a").bytes();
    EngineException refused =
        assertThrows(
            EngineException.class, () -> AcceleratedGraph.check("m.onnx", CUDA, summary(model)));
    assertEquals(EngineException.Kind.MODEL, refused.kind());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("m.onnx: device cuda:1: "), message);
    assertTrue(message.contains("(2 " + operator + ")"), message);
    assertTrue(message.contains("no CUDA kernels"), message);
    assertTrue(message.contains("heed half"), message);
    assertTrue(message.contains("heed quantize --mode static --form qattention"), message);
  }

  @Test
  void check_staticIntegers_pass() {
    byte[] model =
        new TinyOnnx()
            .node("QuantizeLinear", "q", "x", "s", "z")
            .node("MatMulInteger", "m", "q", "w")
            .named("com.microsoft", "QAttention", "attention", "a", "q")
            .bytes();
    assertDoesNotThrow(() -> AcceleratedGraph.check("m.onnx", CUDA, summary(model)));
    assertEquals(List.of(), AcceleratedGraph.leftOver(summary(model)));
  }

  static List<HfFixture> fixtures() {
    return HfFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void leftOver_exportOfAFloatModel_isNothing(HfFixture fixture) {
    OnnxSummary summary = OnnxSummary.read(fixture.directory().resolve("model.onnx"));
    assertEquals(List.of(), AcceleratedGraph.leftOver(summary));
    assertEquals(List.of(), AcceleratedGraph.notForTensorRt(summary));
  }

  /** The first two are CPU kernels only, the third is one of another library. */
  @Test
  void leftOver_operatorsWithoutKernels_areNamed() {
    byte[] model =
        new TinyOnnx()
            .node("QLinearMatMul", "a", "x")
            .named("com.microsoft", "QGemm", "dense", "b", "a")
            .named("ai.onnx.contrib", "BertTokenizer", "tokens", "c", "b")
            .named("com.microsoft", "PackedAttention", "attention", "d", "c")
            .bytes();
    assertEquals(
        "a node without name (QLinearMatMul), dense (com.microsoft.QGemm),"
            + " tokens (ai.onnx.contrib.BertTokenizer)",
        AcceleratedGraph.list(AcceleratedGraph.leftOver(summary(model))));
    assertEquals(3, AcceleratedGraph.notForTensorRt(summary(model)).size());
  }

  @Test
  void list_manyNodes_namesTwentyAndCountsTheRest() {
    List<OnnxNode> nodes = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      nodes.add(new OnnxNode("n" + i, OnnxNode.STANDARD_DOMAIN, "Loop"));
    }
    String list = AcceleratedGraph.list(nodes);
    assertTrue(list.contains("n19 (Loop) and 3 more") && !list.contains("n20"), list);
  }

  private static OnnxSummary summary(byte[] model) {
    return OnnxSummary.read(ByteBuffer.wrap(model));
  }
}
