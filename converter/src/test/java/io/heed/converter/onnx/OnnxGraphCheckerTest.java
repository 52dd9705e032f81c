package io.heed.converter.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.heed.converter.error.ConverterException;
import org.junit.jupiter.api.Test;

class OnnxGraphCheckerTest {
  @Test
  void check_branchReadsWhatIsAround_passes() {
    GraphProto graph = graph().addNode(branching("x", "inner", "y")).build();
    assertDoesNotThrow(() -> OnnxGraphChecker.check(graph));
  }

  @Test
  void check_nameOfABranch_isUnknownAfterIt() {
    GraphProto graph =
        graph().addNode(branching("x", "inner", "z")).addNode(node("inner", "y")).build();
    ConverterException failure =
        assertThrows(ConverterException.class, () -> OnnxGraphChecker.check(graph));
    assertEquals(
        "graph \"g\": Exp node \"\" reads \"inner\", which is no input, initializer or output of a"
            + " node before it",
        failure.getMessage());
  }

  /** The branch makes a value whose name there is around it, too. */
  @Test
  void check_nameThatABranchHidesFromItself_isKnownAfterIt() {
    GraphProto graph = graph().addNode(branching("x", "x", "z")).addNode(node("x", "y")).build();
    assertDoesNotThrow(() -> OnnxGraphChecker.check(graph));
  }

  @Test
  void check_nameTwice_isRefused() {
    GraphProto graph = graph().addNode(node("x", "y")).addNode(node("x", "y")).build();
    ConverterException failure =
        assertThrows(ConverterException.class, () -> OnnxGraphChecker.check(graph));
    assertEquals(
        "graph \"g\": the name \"y\" (output of Exp node \"\") occurs twice", failure.getMessage());
  }

  @Test
  void check_outputThatNothingMakes_isRefused() {
    ConverterException failure =
        assertThrows(ConverterException.class, () -> OnnxGraphChecker.check(graph().build()));
    assertEquals("graph \"g\": nothing produces the output \"y\"", failure.getMessage());
  }

  private static GraphProto.Builder graph() {
    return GraphProto.newBuilder()
        .setName("g")
        .addInput(ValueInfoProto.newBuilder().setName("x"))
        .addOutput(ValueInfoProto.newBuilder().setName("y"));
  }

  private static NodeProto node(String input, String output) {
    return NodeProto.newBuilder().setOpType("Exp").addInput(input).addOutput(output).build();
  }

  /** A node whose branch makes {@code inner} of {@code read}. */
  private static NodeProto branching(String read, String inner, String output) {
    return NodeProto.newBuilder()
        .setOpType("If")
        .addInput("x")
        .addOutput(output)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("then_branch")
                .setG(
                    GraphProto.newBuilder()
                        .setName("branch")
                        .addNode(node(read, inner))
                        .addOutput(ValueInfoProto.newBuilder().setName(inner))))
        .build();
  }
}
