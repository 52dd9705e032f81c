package io.heed.server.http.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heed.engine.StageTimes;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.inference.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceWriterTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @AfterEach
  void allBuffersAreFreed() {
    assertEquals(0, allocator.metric().usedDirectMemory());
    assertEquals(0, allocator.metric().usedHeapMemory());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL|0100|true,false",
        "UINT8|ff|255",
        "UINT16|ffff|65535",
        "UINT32|ffffffff|4294967295",
        "UINT64|ffffffffffffffff0100000000000000|18446744073709551615,1",
        "INT8|807f|-128,127",
        "INT16|0080|-32768",
        "INT32|00000080|-2147483648",
        "INT64|0000000000000080|-9223372036854775808",
        "FP32|0000803f0000c07f0000807f000080ff|1.0,\"NaN\",\"Infinity\",\"-Infinity\"",
        "FP64|9a9999999999b93f|0.1",
        "INT32|''|''"
      })
  void write_numbersOfAnyType_areJson(String type, String bytes, String data) {
    RawTensor tensor =
        RawTensor.of(
            ElementType.valueOf(type), ByteBuffer.wrap(HexFormat.of().parseHex(bytes)), 1, 2);
    assertEquals(
        "{\"model_name\":\"m\",\"model_version\":\"4\",\"outputs\":[{\"name\":\"o\",\"datatype\":\""
            + type
            + "\",\"shape\":[1,2],\"data\":["
            + data
            + "]}]}",
        written(tensor));
  }

  @Test
  void write_strings_areEscaped() {
    RawTensor tensor =
        RawTensor.ofStrings(List.of("a\"\n".getBytes(StandardCharsets.UTF_8), new byte[0]), 2);
    assertEquals(
        "{\"model_name\":\"m\",\"model_version\":\"4\",\"outputs\":[{\"name\":\"o\",\"datatype\":"
            + "\"BYTES\",\"shape\":[2],\"data\":[\"a\\\"\\n\",\"\"]}]}",
        written(tensor));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FP16", "BF16"})
  void write_typeWithoutJson_isRefused(String type) {
    RawTensor tensor = RawTensor.of(ElementType.valueOf(type), ByteBuffer.allocate(2), 1);
    assertEquals(
        "output \"o\": " + type + " has no form in JSON, expected binary_data to be asked",
        assertThrows(ServerException.class, () -> written(tensor)).getMessage());
  }

  @Test
  void write_bytesThatAreNotUtf8_areRefused() {
    RawTensor tensor = RawTensor.ofStrings(List.of(new byte[] {(byte) 0xff}), 1);
    assertThrows(ServerException.class, () -> written(tensor));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 100_000})
  void write_binaryOfAnySize_isBehindTheJson(int size) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size);
    bytes.put(size - 1, (byte) 7);
    InferenceBody request =
        InferenceBody.raw("x", RawTensor.ofStrings(List.of(), 0)); // wants all as binary data
    InferenceWriter.Written written =
        InferenceWriter.write(
            allocator,
            "m",
            4,
            request,
            new InferenceResponse(
                Map.of("o", RawTensor.of(ElementType.UINT8, bytes, size)), 1, StageTimes.NONE));
    ByteBuf body = written.body();
    assertEquals(written.jsonBytes() + size, body.readableBytes());
    assertEquals('}', body.getByte(written.jsonBytes() - 1));
    assertEquals(7, body.getByte(body.writerIndex() - 1));
    body.release();
  }

  private String written(RawTensor tensor) {
    InferenceWriter.Written written =
        InferenceWriter.write(
            allocator,
            "m",
            4,
            new InferenceBody(),
            new InferenceResponse(Map.of("o", tensor), 1, StageTimes.NONE));
    String text = written.body().toString(StandardCharsets.UTF_8);
    written.body().release();
    assertEquals(-1, written.jsonBytes());
    return text;
  }
}
