package io.heed.server.http.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceReaderTest {
  private static final int MOST = 1000;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @AfterEach
  void allBuffersAreFreed() {
    assertEquals(0, allocator.metric().usedDirectMemory());
    assertEquals(0, allocator.metric().usedHeapMemory());
  }

  /** Expected bytes written by Python's struct module. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL|[true,false,1,0]|01000100",
        "UINT8|[0,[255]]|00ff",
        "UINT16|[65535,1]|ffff0100",
        "UINT32|[4294967295]|ffffffff",
        "UINT64|[18446744073709551615,9223372036854775808,7]"
            + "|ffffffffffffffff00000000000000800700000000000000",
        "INT8|[-128,127]|807f",
        "INT16|[[-32768],[32767]]|0080ff7f",
        "INT32|[-2147483648,2147483647]|00000080ffffff7f",
        "INT64|[-9223372036854775808,9223372036854775807]" + "|0000000000000080ffffffffffffff7f",
        "FP32|[1,-0.5,1e-3,16777217]|0000803f000000bf6f12833a0000804b",
        "FP32|[Infinity,\"-Infinity\",\"Infinity\"]|0000807f000080ff0000807f",
        "FP64|[0.1,-2]|9a9999999999b93f00000000000000c0",
        "INT32|[]|''"
      })
  void read_numbersOfAnyType_areLittleEndianBytes(String type, String data, String bytes) {
    for (String order : List.of("TDS", "DST", "SDT")) {
      reads(
          input(order, type, "[1]", data),
          body -> {
            RawTensor tensor = tensor(body);
            assertEquals(ElementType.valueOf(type), tensor.type());
            assertArrayEquals(new long[] {1}, tensor.shape());
            ByteBuffer found = tensor.bytes();
            byte[] all = new byte[found.remaining()];
            found.get(all);
            assertEquals(bytes, HexFormat.of().formatHex(all));
          });
    }
  }

  @Test
  void read_strings_areUtf8() {
    for (String order : List.of("TDS", "DST")) {
      reads(
          input(order, "BYTES", "[2,2]", "[[\"\",\"a\\u00f6\\n\"],[\"\\ud834\\udd1e\",\"石\"]]"),
          body -> {
            List<String> strings =
                tensor(body).strings().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList();
            assertEquals(List.of("", "aö\n", "𝄞", "石"), strings);
          });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UINT8|[256]|found 256, expected UINT8, 0 to 255",
        "UINT8|[-1]|found -1, expected UINT8, 0 to 255",
        "UINT32|[4294967296]|found 4294967296, expected UINT32, 0 to 4294967295",
        "UINT64|[-1]|found -1, expected UINT64, 0 to 18446744073709551615",
        "UINT64|[18446744073709551616]"
            + "|found 18446744073709551616, expected UINT64, 0 to 18446744073709551615",
        "INT8|[128]|found 128, expected INT8, -128 to 127",
        "INT16|[-32769]|found -32769, expected INT16, -32768 to 32767",
        "INT32|[1.0]|found 1.0, expected INT32, -2147483648 to 2147483647",
        "INT32|[\"1\"]|found \"1\", expected INT32, -2147483648 to 2147483647",
        "INT64|[9223372036854775808]|found 9223372036854775808, expected INT64,"
            + " -9223372036854775808 to 9223372036854775807",
        "INT32|[null]|found null, expected INT32, -2147483648 to 2147483647",
        "INT32|[{}]|found an object, expected INT32, -2147483648 to 2147483647",
        "BOOL|[2]|found 2, expected BOOL, true or false",
        "BOOL|[\"true\"]|found \"true\", expected BOOL, true or false",
        "FP32|[1e39]|found 1e39, expected FP32, -3.4028235E38 to 3.4028235E38",
        "FP32|[true]|found true, expected FP32, -3.4028235E38 to 3.4028235E38",
        "FP64|[\"x\"]|found \"x\", expected FP64,"
            + " -1.7976931348623157E308 to 1.7976931348623157E308",
        "FP64|[1e999]|found 1e999, expected FP64,"
            + " -1.7976931348623157E308 to 1.7976931348623157E308",
        "FP16|[1]|FP16 has no form in JSON, expected binary data",
        "BF16|[1]|BF16 has no form in JSON, expected binary data",
        "BYTES|[1]|found 1, expected a string",
        "BYTES|[\"\\ud834\"]|found half a surrogate pair, expected Unicode characters",
        "BYTES|\"a\"|found \"a\" as data, expected an array",
        "INT32|7|found 7 as data, expected an array"
      })
  void read_elementThatDoesNotFit_isRefusedByNameAndRange(
      String type, String data, String problem) {
    for (String order : List.of("TDS", "DST")) {
      assertEquals(
          "input \"x\": " + problem, refuses(input(order, type, "[1]", data)).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "{",
        "{\"inputs\"",
        "{}",
        "{\"inputs\":null}",
        "{\"inputs\":{}}",
        "{\"inputs\":[]}",
        "{\"inputs\":[7]}",
        "{\"inputs\":[{}]}",
        "{\"inputs\":[{\"name\":7,\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1]}]}",
        "{\"inputs\":[{\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT9\",\"shape\":[1],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[-1],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1.5],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":\"1\",\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1,]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1],\"data\":[]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[01]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"parameters\":"
            + "{\"binary_data_size\":1}}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1]},"
            + "{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1]}]}",
        "{\"id\":7,\"inputs\":[]}",
        "{\"parameters\":7}",
        "{\"parameters\":{\"a\":[]}}",
        "{\"parameters\":{\"a\":99999999999999999999}}",
        "{\"parameters\":{\"binary_data_output\":1}}",
        "{\"outputs\":{}}",
        "{\"outputs\":[{}]}",
        "{\"outputs\":[{\"name\":\"a\"},{\"name\":\"a\"}]}",
        "{\"outputs\":[{\"name\":\"a\",\"parameters\":{\"binary_data\":\"yes\"}}]}",
        "\ufeff{}",
        "{\"a\":\"\u0001\"}"
      })
  void read_malformedBody_isRefused(String body) {
    assertEquals(Status.INVALID_ARGUMENT, refuses(body).status());
  }

  @Test
  void read_brokenJson_saysLineAndColumn() {
    String message = refuses("{\"inputs\":[\n  {\"name\" \"x\"}]}").getMessage();
    assertTrue(message.endsWith("at line 2, column 11"), message);
  }

  @Test
  void read_somethingBehindTheObject_isRefused() {
    String good = input("INT8", "[1]", "[1]");
    assertTrue(refuses(good + "{}").getMessage().contains("behind the JSON object"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void read_deepNesting_isRefused(String open) {
    refuses("{\"other\":" + open.repeat(100_000));
    refuses("{\"inputs\":[{\"data\":" + "[".repeat(100_000));
  }

  @Test
  void read_endlessNumber_isRefused() {
    refuses(input("FP64", "[1]", "[" + "1".repeat(100_000) + "]"));
    refuses(input("UINT64", "[1]", "[" + "9".repeat(100_000) + "]"));
  }

  @Test
  void read_moreBytesThanTheLimit_isRefused() {
    assertTrue(
        refuses(input("FP64", "[200]", "[0" + ",0".repeat(199) + "]"))
            .getMessage()
            .contains("more than 1000 bytes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared_memory_region", "shared_memory_offset"})
  void read_sharedMemory_isUnsupported(String parameter) {
    assertEquals(
        Status.UNSUPPORTED,
        refuses(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT8\",\"shape\":[1],\"parameters\":{\""
                    + parameter
                    + "\":\"a\"}}]}")
            .status());
  }

  @Test
  void read_unknownFields_arePassedOver() {
    reads(
        "{\"model_name\":\"m\",\"deep\":{\"a\":[1,{\"b\":null}]},\"id\":null,\"parameters\":"
            + "{\"s\":\"t\",\"b\":true,\"n\":-7,\"d\":0.5,\"none\":null},\"outputs\":[{\"name\":\"o\","
            + "\"parameters\":{\"other\":1}}],\"inputs\":[{\"extra\":[],\"name\":\"x\",\"datatype\":"
            + "\"INT8\",\"shape\":[],\"parameters\":{\"content_type\":\"np\"},\"data\":[1]}]}",
        body -> {
          assertEquals("", body.id());
          assertEquals(Map.of("s", "t", "b", true, "n", -7L, "d", 0.5), body.parameters());
          assertEquals(List.of("o"), List.copyOf(body.outputs()));
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void read_changedBodies_areReadOrRefusedAndNothingIsLeft(long seed) {
    Random random = new Random(seed);
    String good =
        "{\"id\":\"a\",\"parameters\":{\"top_k\":2},\"inputs\":[{\"name\":\"a\",\"data\":[[1.5,-2e3],"
            + "[3,4]],\"datatype\":\"FP32\",\"shape\":[2,2]},{\"name\":\"b\",\"datatype\":\"BYTES\","
            + "\"shape\":[2],\"data\":[\"x\\u00f6\",\"\\ud834\\udd1e\"]}],\"outputs\":[{\"name\":\"o\"}]}";
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? bytes[random.nextInt(bytes.length)] : (byte) random.nextInt();
      }
      ByteBuf body = allocator.directBuffer();
      body.writeBytes(bytes, 0, bytes.length - (i % 7 == 0 ? random.nextInt(bytes.length) : 0));
      TensorMemory memory = new TensorMemory(allocator);
      try {
        InferenceReader.read(body, memory, MOST);
      } catch (ServerException e) {
        assertEquals(Status.INVALID_ARGUMENT, e.status());
      } finally {
        memory.release();
        body.release();
      }
    }
  }

  @Test
  void readBinary_tensors_lieInTheBodyOneBehindTheOther() {
    String json =
        "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"BF16\",\"shape\":[2],\"parameters\":"
            + "{\"binary_data_size\":4}},{\"name\":\"n\",\"datatype\":\"INT8\",\"shape\":[1],"
            + "\"data\":[9]},{\"name\":\"s\",\"datatype\":\"BYTES\",\"shape\":[1],\"parameters\":"
            + "{\"binary_data_size\":5}}]}";
    ByteBuf body = allocator.directBuffer();
    body.writeByte('?').readByte(); // an index that is not 0
    body.writeCharSequence(json, StandardCharsets.UTF_8);
    body.writeBytes(new byte[] {1, 2, 3, 4, 1, 0, 0, 0, 'z'});
    TensorMemory memory = new TensorMemory(allocator);
    memory.add(body);
    InferenceBody read = InferenceReader.read(body, json.length(), memory, MOST);
    List<RawTensor> tensors = List.copyOf(read.inputs().values());
    RawTensor first = tensors.get(0);
    assertEquals(0x04030201, first.bytes().getInt());
    assertTrue(first.bytes().isDirect());
    assertEquals("z", new String(tensors.get(2).strings().get(0), StandardCharsets.UTF_8));
    memory.release();
    memory.release();
  }

  @ParameterizedTest
  @CsvSource({"3,0", "5,0", "4,-1", "4,1", "4,1000"})
  void readBinary_sizesThatDoNotAddUp_areRefused(int size, int jsonBytesMore) {
    String json =
        "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"INT32\",\"shape\":[1],\"parameters\":"
            + "{\"binary_data_size\":"
            + size
            + "}}]}";
    ByteBuf body = allocator.directBuffer();
    body.writeCharSequence(json, StandardCharsets.UTF_8);
    body.writeBytes(new byte[4]);
    TensorMemory memory = new TensorMemory(allocator);
    memory.add(body);
    ServerException failure =
        assertThrows(
            ServerException.class,
            () -> InferenceReader.read(body, json.length() + jsonBytesMore, memory, MOST));
    assertEquals(Status.INVALID_ARGUMENT, failure.status());
    memory.release();
  }

  @Test
  void readBinary_dataAndItsSize_isRefused() {
    String json =
        "{\"inputs\":[{\"name\":\"a\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1],"
            + "\"parameters\":{\"binary_data_size\":1}}]}";
    assertTrue(refuses(json).getMessage().contains("expected one of them"));
  }

  private void reads(String json, Consumer<InferenceBody> check) {
    for (boolean direct : new boolean[] {true, false}) {
      ByteBuf body = direct ? allocator.directBuffer() : allocator.heapBuffer();
      body.writeByte('?').readByte(); // an index that is not 0
      body.writeCharSequence(json, StandardCharsets.UTF_8);
      TensorMemory memory = new TensorMemory(allocator);
      try {
        check.accept(InferenceReader.read(body, memory, MOST));
      } finally {
        memory.release();
        body.release();
      }
    }
  }

  private ServerException refuses(String json) {
    return assertThrows(ServerException.class, () -> reads(json, body -> {}));
  }

  private static RawTensor tensor(InferenceBody body) {
    return body.inputs().values().iterator().next();
  }

  private static String input(String type, String shape, String data) {
    return input("TSD", type, shape, data);
  }

  private static String input(String order, String type, String shape, String data) {
    StringBuilder input = new StringBuilder("{ \"inputs\" : [ {\"name\": \"x\"");
    for (int i = 0; i < order.length(); i++) {
      input.append(
          switch (order.charAt(i)) {
            case 'T' -> ", \"datatype\" : \"" + type + "\"";
            case 'S' -> ", \"shape\" : " + shape;
            default -> ", \"data\" : " + data;
          });
    }
    return input.append("}]}").toString();
  }
}
