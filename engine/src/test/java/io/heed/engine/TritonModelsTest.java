package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.runtime.TensorDescription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The example models of Triton Inference Server: sums and differences. */
class TritonModelsTest {
  @Test
  void simple_ofTwoRows_addsAndSubtracts() {
    try (TensorModel model = load("simple")) {
      int[] a = IntStream.range(0, 32).toArray();
      int[] b = IntStream.range(0, 32).map(i -> 100 * i).toArray();
      TensorOutputs outputs = model.run(Map.of("INPUT0", ints(a, 2, 16), "INPUT1", ints(b, 2, 16)));
      assertArrayEquals(new long[] {2, 16}, outputs.get("OUTPUT0").shape());
      for (int i = 0; i < 32; i++) {
        assertEquals(101 * i, outputs.get("OUTPUT0").bytes().getInt(4 * i));
        assertEquals(-99 * i, outputs.get("OUTPUT1").bytes().getInt(4 * i));
      }
      TensorDescription input = model.inputs().get(0);
      assertEquals(ElementType.INT32, input.elementType().orElseThrow());
      assertArrayEquals(new long[] {-1, 16}, input.sizes());
    }
  }

  @Test
  void simpleInt8_ofOneRow_addsAndSubtracts() {
    try (TensorModel model = load("simple_int8")) {
      ByteBuffer a = ByteBuffer.allocateDirect(16);
      ByteBuffer b = ByteBuffer.allocateDirect(16);
      for (int i = 0; i < 16; i++) {
        a.put(i, (byte) (3 * i));
        b.put(i, (byte) -i);
      }
      TensorOutputs outputs =
          model.run(
              Map.of(
                  "INPUT0", RawTensor.of(ElementType.INT8, a, 1, 16),
                  "INPUT1", RawTensor.of(ElementType.INT8, b, 1, 16)));
      for (int i = 0; i < 16; i++) {
        assertEquals(2 * i, outputs.get("OUTPUT0").bytes().get(i));
        assertEquals(4 * i, outputs.get("OUTPUT1").bytes().get(i));
      }
    }
  }

  @Test
  void simpleString_ofOneRow_addsAndSubtractsNumbersInText() {
    try (TensorModel model = load("simple_string")) {
      TensorOutputs outputs = model.run(Map.of("INPUT0", texts(5), "INPUT1", texts(-2)));
      assertEquals(List.of("3", "6", "9"), texts(outputs.get("OUTPUT0")).subList(0, 3));
      assertEquals(List.of("7", "14", "21"), texts(outputs.get("OUTPUT1")).subList(0, 3));
    }
  }

  /** The controls are inputs like others here; that of a correlation id is UINT64. */
  @Test
  void sequences_takeTheirControlsAsInputs() {
    for (String name : List.of("simple_sequence", "simple_dyna_sequence")) {
      try (TensorModel model = load(name)) {
        Map<String, RawTensor> inputs = new HashMap<>();
        for (TensorDescription input : model.inputs()) {
          ElementType type = input.elementType().orElseThrow();
          ByteBuffer one = ByteBuffer.allocate(type.sizeBytes()).put(0, (byte) 1);
          long[] shape = input.sizes();
          java.util.Arrays.fill(shape, 1);
          inputs.put(input.name(), RawTensor.of(type, one, shape));
        }
        TensorOutputs outputs = model.run(inputs);
        assertEquals(1, outputs.tensors().size());
        // INPUT, plus START where the graph adds it, plus CORRID where it adds that
        int expected = name.equals("simple_sequence") ? 2 : 3;
        assertEquals(expected, outputs.get("OUTPUT").bytes().getInt(0), name);
      }
    }
  }

  private static TensorModel load(String name) {
    Path file =
        Stream.ofNullable(System.getenv("HEED_SHARED"))
            .map(Path::of)
            .findFirst()
            .orElse(Path.of("../../shared"))
            .resolve("fixtures/triton")
            .resolve(name)
            .resolve("1/model.onnx");
    assumeTrue(Files.exists(file), "Triton's model " + name + " is not beside the repository");
    return TensorModel.load(file);
  }

  private static RawTensor ints(int[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return RawTensor.of(ElementType.INT32, bytes, shape);
  }

  private static RawTensor texts(int factor) {
    List<byte[]> texts =
        IntStream.rangeClosed(1, 16)
            .mapToObj(i -> Integer.toString(factor * i).getBytes(StandardCharsets.UTF_8))
            .toList();
    return RawTensor.ofStrings(texts, 1, 16);
  }

  private static List<String> texts(RawTensor tensor) {
    return tensor.strings().stream()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }
}
