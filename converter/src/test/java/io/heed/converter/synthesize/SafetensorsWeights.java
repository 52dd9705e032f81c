package io.heed.converter.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Weights of Hugging Face's format: the header's length, the header, the values. */
final class SafetensorsWeights implements WeightSource {
  private final ByteBuffer file;
  private final JsonNode header;
  private final int data;
  private final Set<String> unread = new HashSet<>();

  SafetensorsWeights(byte[] bytes) {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) file.getLong(0);
    header = new JsonMapper().readTree(bytes, 8, length);
    data = 8 + length;
    unread.addAll(header.propertyNames());
    unread.remove("__metadata__");
  }

  /** The tensors that nobody has asked for. */
  Set<String> unread() {
    return unread;
  }

  @Override
  public void read(WeightTensor tensor, long first, float[] into, int count) {
    JsonNode entry = header.required(tensor.name());
    unread.remove(tensor.name());
    assertEquals("F32", entry.required("dtype").stringValue());
    assertEquals(
        tensor.shape().stream().map(Object::toString).toList(),
        entry.required("shape").valueStream().map(JsonNode::toString).toList(),
        tensor.name());
    int start = data + entry.required("data_offsets").required(0).intValue();
    for (int i = 0; i < count; i++) {
      into[i] = file.getFloat(start + Float.BYTES * (int) (first + i));
    }
  }
}
