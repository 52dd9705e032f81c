package io.heed.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.error.EngineException;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.engine.runtime.TensorDescription;
import io.heed.engine.testing.HfFixture;
import io.heed.engine.testing.TinyOnnx;
import io.heed.models.ModelDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Types, shapes and memory of raw tensors, on graphs of one node. */
class TensorModelTest {
  private static final int COMPLEX64 = 14;
  private static final int DOUBLE = 11;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
  void identity_ofEachType_givesTheSameBytes(ElementType type) throws IOException {
    try (TensorModel model = identity(type)) {
      byte[] bytes = bytes(6 * type.sizeBytes(), type);
      RawTensor output = model.run(Map.of("x", heap(type, bytes, 2, 3))).get("y");
      assertEquals(type, output.type());
      assertArrayEquals(new long[] {2, 3}, output.shape());
      assertArrayEquals(bytes, array(output));
      assertTrue(output.bytes().isReadOnly());
      assertEquals(ByteOrder.LITTLE_ENDIAN, output.bytes().order());
      TensorDescription input = model.inputs().get(0);
      assertEquals(type, input.elementType().orElseThrow());
      assertArrayEquals(new long[] {TensorDescription.FREE, 3}, input.sizes());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
  void identity_ofDirectBytesAnywhereInABuffer_givesTheSameBytes(ElementType type)
      throws IOException {
    try (TensorModel model = identity(type)) {
      byte[] bytes = bytes(3 * type.sizeBytes(), type);
      for (int offset = 0; offset < 9; offset++) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 20);
        direct.position(offset).put(bytes).flip().position(offset);
        RawTensor input = RawTensor.of(type, direct, 1, 3);
        assertArrayEquals(bytes, array(model.run(Map.of("x", input)).get("y")));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void identity_ofAnyRank_takesScalarsAndEmptyTensors(ElementType type) throws IOException {
    int number = number(type);
    TinyOnnx graph = new TinyOnnx().inputOfAnyRank("x", number).outputOfAnyRank("y", number);
    try (TensorModel model = load(graph.node("Identity", "y", "x"))) {
      assertFalse(model.inputs().get(0).ranked());
      assertFalse(model.outputs().get(0).ranked());
      RawTensor scalar = model.run(Map.of("x", some(type, 1))).get("y");
      assertEquals(0, scalar.rank());
      assertEquals(type == ElementType.BYTES ? 1 : type.sizeBytes(), scalar.sizeBytes());
      RawTensor empty = model.run(Map.of("x", some(type, 0, 2, 0, 3))).get("y");
      assertArrayEquals(new long[] {2, 0, 3}, empty.shape());
      assertEquals(0, empty.sizeBytes());
    }
  }

  /** The values of the unsigned types above the signed ones, read by another operator. */
  @ParameterizedTest
  @EnumSource(names = {"UINT8", "UINT16", "UINT32", "UINT64"})
  void cast_ofTheLargestUnsigned_isAPowerOfTwoLessOne(ElementType type) throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", number(type), "1").output("y", DOUBLE, "1");
    try (TensorModel model = load(graph.cast("y", "x", DOUBLE))) {
      byte[] ones = new byte[type.sizeBytes()];
      java.util.Arrays.fill(ones, (byte) -1);
      RawTensor output = model.run(Map.of("x", heap(type, ones, 1))).get("y");
      double expected = Math.pow(2, 8 * type.sizeBytes()) - 1;
      assertEquals(expected, output.bytes().getDouble(0));
    }
  }

  @Test
  void run_ofInputsLargerThanWhatIsKept_givesTheSameBytes() throws IOException {
    try (TensorModel model = identity(ElementType.FP32)) {
      for (int rows : new int[] {1, 2_000, 200_000, 3}) {
        byte[] bytes = bytes(rows * 12, ElementType.FP32);
        RawTensor input = heap(ElementType.FP32, bytes, rows, 3);
        assertArrayEquals(bytes, array(model.run(Map.of("x", input)).get("y")));
      }
    }
  }

  @Test
  void run_ofSeveralHeapInputs_keepsThemApart() throws IOException {
    TinyOnnx graph = new TinyOnnx();
    Map<String, RawTensor> inputs = new java.util.HashMap<>();
    for (int i = 0; i < 5; i++) {
      graph.input("x" + i, TinyOnnx.INT32, "n").output("y" + i, TinyOnnx.INT32, "n");
      graph.node("Identity", "y" + i, "x" + i);
      inputs.put("x" + i, ints(new int[900 * i + 1], i));
    }
    try (TensorModel model = load(graph)) {
      TensorOutputs outputs = model.run(inputs);
      for (int i = 0; i < 5; i++) {
        RawTensor output = outputs.get("y" + i);
        assertEquals(900 * i + 1, output.size(0));
        assertEquals(i, output.bytes().getInt(output.bytes().limit() - 4));
      }
    }
  }

  @Test
  void run_forSomeOutputs_givesThoseInTheirOrder() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", TinyOnnx.INT32, "n");
    for (String output : List.of("a", "b", "c")) {
      graph.output(output, TinyOnnx.INT32, "n").node("Identity", output, "x");
    }
    try (TensorModel model = load(graph)) {
      Map<String, RawTensor> inputs = Map.of("x", ints(new int[1], 7));
      Set<String> wanted = new LinkedHashSet<>(List.of("c", "a"));
      TensorOutputs some = model.run(inputs, wanted, RequestOptions.DEFAULT);
      assertEquals(List.of("c", "a"), List.copyOf(some.tensors().keySet()));
      assertEquals(List.of("a", "b", "c"), List.copyOf(model.run(inputs).tensors().keySet()));
      assertThrows(IllegalArgumentException.class, () -> some.get("b"));
    }
  }

  @Test
  void run_withOutputOfAShapeThatValuesDecide_givesTheShapeThatCame() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", TinyOnnx.INT64, "n");
    graph.output("y", TinyOnnx.INT64, "1", "found").node("NonZero", "y", "x");
    try (TensorModel model = load(graph)) {
      ByteBuffer values = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
      values.putLong(8, 5).putLong(24, -1);
      RawTensor input = RawTensor.of(ElementType.INT64, values, 4);
      RawTensor output = model.run(Map.of("x", input)).get("y");
      assertArrayEquals(new long[] {1, 2}, output.shape());
      assertEquals(1, output.bytes().getLong(0));
      assertEquals(3, output.bytes().getLong(8));
    }
  }

  @Test
  void run_withByteThatIsNoTruthValue_isInvalidInput() throws IOException {
    try (TensorModel model = identity(ElementType.BOOL)) {
      RawTensor input = heap(ElementType.BOOL, new byte[] {0, 1, 2}, 1, 3);
      EngineException e = assertThrows(EngineException.class, () -> model.run(Map.of("x", input)));
      assertEquals(EngineException.Kind.INVALID_INPUT, e.kind());
      assertTrue(
          String.valueOf(e.getMessage()).contains("input x: found byte 2 as element 2"),
          e::getMessage);
    }
  }

  @Test
  void run_thatTheGraphRefuses_failsAloneAndTheNextSucceeds() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", TinyOnnx.INT32, "n").input("i", TinyOnnx.INT64, "k");
    graph.output("y", TinyOnnx.INT32, "k").node("Gather", "y", "x", "i");
    try (TensorModel model = load(graph)) {
      RawTensor x = ints(new int[3], 9);
      EngineException e =
          assertThrows(EngineException.class, () -> model.run(Map.of("x", x, "i", longs(3))));
      assertEquals(EngineException.Kind.INVALID_INPUT, e.kind());
      assertTrue(String.valueOf(e.getMessage()).contains("out of data bounds"), e::getMessage);
      assertEquals(9, model.run(Map.of("x", x, "i", longs(2))).get("y").bytes().getInt(0));
    }
  }

  @Test
  void load_ofElementsThatNoRequestCarries_isRefusedWithWhatWasFound() {
    TinyOnnx graph = new TinyOnnx().input("x", COMPLEX64, "n").output("y", COMPLEX64, "n");
    EngineException e =
        assertThrows(EngineException.class, () -> load(graph.node("Identity", "y", "x")));
    assertEquals(EngineException.Kind.MODEL, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("complex64"), e::getMessage);
  }

  @Test
  void load_ofAnInputThatIsASequence_isRefused() {
    TinyOnnx graph = new TinyOnnx().sequenceInput("x", 1).output("y", TinyOnnx.INT64);
    EngineException e =
        assertThrows(EngineException.class, () -> load(graph.node("SequenceLength", "y", "x")));
    assertEquals(EngineException.Kind.MODEL, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("input x cannot be fed"), e::getMessage);
  }

  @Test
  void outputs_withASequenceAmongThem_areTheTensors() throws IOException {
    TinyOnnx graph = new TinyOnnx().input("x", TinyOnnx.INT32, "n");
    graph.output("y", TinyOnnx.INT32, "n").sequenceOutput("s", TinyOnnx.INT32);
    graph.node("Identity", "y", "x").node("SequenceConstruct", "s", "x");
    try (TensorModel model = load(graph)) {
      assertEquals(List.of("y"), model.outputs().stream().map(TensorDescription::name).toList());
      assertEquals(Set.of("y"), model.run(Map.of("x", ints(new int[1], 1))).tensors().keySet());
    }
  }

  @Test
  void load_withWeightsBesideTheFile_readsThem() throws IOException {
    Files.write(
        folder.resolve("w.bin"), new byte[] {0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0});
    TinyOnnx graph =
        new TinyOnnx().input("x", TinyOnnx.INT32, "4").output("y", TinyOnnx.INT32, "4");
    graph.external("w", TinyOnnx.INT32, "w.bin").node("Add", "y", "x", "w");
    try (TensorModel model = load(graph)) {
      RawTensor output = model.run(Map.of("x", ints(new int[4], 5))).get("y");
      assertEquals(1 << 16, output.bytes().getInt(0));
      assertEquals((4 << 16) + 5, output.bytes().getInt(12));
    }
  }

  @Test
  void load_ofWhatIsNoModel_namesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("no.onnx"), "no model");
    EngineException e = assertThrows(EngineException.class, () -> TensorModel.load(file));
    assertEquals(EngineException.Kind.MODEL, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e::getMessage);
    Path missing = folder.resolve("missing.onnx");
    EngineException none = assertThrows(EngineException.class, () -> TensorModel.load(missing));
    assertEquals(EngineException.Kind.MODEL, none.kind());
    assertTrue(String.valueOf(none.getMessage()).contains(missing.toString()), none::getMessage);
  }

  @Test
  void run_ofATextModelsGraph_givesTheLogitsOfTheReferenceTool() {
    ModelDirectory directory = ModelDirectory.open(HfFixture.BERT.directory());
    HfFixture.Expected expected = HfFixture.BERT.expected().get(0);
    long length = expected.ids().length;
    long[] mask = new long[expected.ids().length];
    java.util.Arrays.fill(mask, 1);
    try (TensorModel model = TensorModel.builder(directory).variant("auto").build()) {
      RawTensor logits =
          model
              .run(
                  Map.of(
                      "input_ids", rows(length, expected.ids()),
                      "attention_mask", rows(length, mask),
                      "token_type_ids", rows(length, expected.typeIds())))
              .get("logits");
      for (int i = 0; i < expected.logits().length; i++) { // as the other tests of this fixture
        assertEquals(expected.logits()[i], logits.bytes().getFloat(4 * i), 1e-4f);
      }
    }
  }

  private TensorModel identity(ElementType type) throws IOException {
    int number = number(type);
    TinyOnnx graph = new TinyOnnx().input("x", number, "n", "3").output("y", number, "n", "3");
    return load(graph.node("Identity", "y", "x"));
  }

  private TensorModel load(TinyOnnx graph) throws IOException {
    return TensorModel.load(Files.write(folder.resolve("model.onnx"), graph.bytes()));
  }

  /** The number of a type in {@code TensorProto.DataType}. */
  static int number(ElementType type) {
    return switch (type) {
      case FP32 -> 1;
      case UINT8 -> 2;
      case INT8 -> 3;
      case UINT16 -> 4;
      case INT16 -> 5;
      case INT32 -> 6;
      case INT64 -> 7;
      case BYTES -> 8;
      case BOOL -> 9;
      case FP16 -> 10;
      case FP64 -> DOUBLE;
      case UINT32 -> 12;
      case UINT64 -> 13;
      case BF16 -> 16;
    };
  }

  private static byte[] bytes(int count, ElementType type) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (type == ElementType.BOOL ? i % 2 : 255 - 7 * i);
    }
    return bytes;
  }

  private static RawTensor some(ElementType type, int elements, long... shape) {
    return type == ElementType.BYTES
        ? RawTensor.ofStrings(List.of(new byte[] {'a'}).subList(0, elements), shape)
        : heap(type, bytes(elements * type.sizeBytes(), type), shape);
  }

  private static RawTensor heap(ElementType type, byte[] bytes, long... shape) {
    return RawTensor.of(type, ByteBuffer.wrap(bytes), shape);
  }

  private static RawTensor ints(int[] values, int last) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return RawTensor.of(
        ElementType.INT32, bytes.putInt(4 * (values.length - 1), last), values.length);
  }

  private static RawTensor longs(long... values) {
    return rows(0, values);
  }

  /** A matrix of one row, or a vector. */
  private static RawTensor rows(long length, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return length == 0
        ? RawTensor.of(ElementType.INT64, bytes, values.length)
        : RawTensor.of(ElementType.INT64, bytes, 1, length);
  }

  private static byte[] array(RawTensor tensor) {
    byte[] array = new byte[tensor.bytes().remaining()];
    tensor.bytes().get(array);
    return array;
  }
}
