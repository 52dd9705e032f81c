package io.heed.server.http.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heed.engine.StageTimes;
import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.inference.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shapes of Hugging Face's pipelines. */
class PredictWriterTest {
  @Test
  void write_entities_areListsByText() {
    Map<String, RawTensor> outputs =
        Map.of(
            "text_index", ints(0, 0, 2),
            "label", strings("PER", "LOC", "ORG"),
            "word", strings("Ann", "Bonn", "UN"),
            "score", floats(1, 0.5f, 0.25f),
            "start", ints(0, 4, 1),
            "end", ints(3, 8, 3));
    assertEquals(
        "[[{\"entity_group\":\"PER\",\"score\":1.0,\"word\":\"Ann\",\"start\":0,\"end\":3},"
            + "{\"entity_group\":\"LOC\",\"score\":0.5,\"word\":\"Bonn\",\"start\":4,\"end\":8}],[],"
            + "[{\"entity_group\":\"ORG\",\"score\":0.25,\"word\":\"UN\",\"start\":1,\"end\":3}]]",
        written(outputs, "{\"inputs\":[\"a\",\"b\",\"c\"]}"));
  }

  @Test
  void write_answerToAQuestion_isAnObjectUnlessSeveralAreWanted() {
    Map<String, RawTensor> outputs =
        Map.of(
            "text_index", ints(0),
            "answer", strings("Bonn"),
            "score", floats(0.5f),
            "start", ints(4),
            "end", ints(8));
    String object = "{\"score\":0.5,\"start\":4,\"end\":8,\"answer\":\"Bonn\"}";
    String inputs = "{\"inputs\":{\"question\":\"Where?\",\"context\":\"In Bonn\"}";
    assertEquals(object, written(outputs, inputs + "}"));
    assertEquals("[" + object + "]", written(outputs, inputs + ",\"parameters\":{\"top_k\":2}}"));
  }

  @Test
  void write_masks_areAListEachIfThereAreSeveral() {
    Map<String, RawTensor> outputs =
        Map.of(
            "text_index", ints(0, 0, 1),
            "mask_index", ints(0, 1, 0),
            "token", strings("a", "b", "c"),
            "token_id", ints(5, 6, 7),
            "score", floats(1, 1, 1),
            "sequence", strings("x", "y", "z"));
    assertEquals(
        "[[[{\"score\":1.0,\"token\":5,\"token_str\":\"a\",\"sequence\":\"x\"}],"
            + "[{\"score\":1.0,\"token\":6,\"token_str\":\"b\",\"sequence\":\"y\"}]],"
            + "[{\"score\":1.0,\"token\":7,\"token_str\":\"c\",\"sequence\":\"z\"}]]",
        written(outputs, "{\"inputs\":[\"a\",\"b\"]}"));
  }

  @Test
  void write_embedding_isAVector() {
    RawTensor vector =
        RawTensor.of(
            ElementType.FP32,
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).flip(),
            1,
            2);
    assertEquals("[1.0,2.0]", written(Map.of("embedding", vector), "{\"inputs\":\"a\"}"));
  }

  private static String written(Map<String, RawTensor> outputs, String request) {
    PredictBody body = PredictBody.read(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8));
    ByteBuf written =
        PredictWriter.write(
            UnpooledByteBufAllocator.DEFAULT,
            new InferenceResponse(outputs, 1, StageTimes.NONE),
            body,
            body.isList());
    String text = written.toString(StandardCharsets.UTF_8);
    written.release();
    return text;
  }

  private static RawTensor strings(String... values) {
    return RawTensor.ofStrings(
        Arrays.stream(values).map(each -> each.getBytes(StandardCharsets.UTF_8)).toList(),
        values.length);
  }

  private static RawTensor ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return RawTensor.of(ElementType.INT32, bytes.flip(), values.length);
  }

  private static RawTensor floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return RawTensor.of(ElementType.FP32, bytes.flip(), values.length);
  }
}
