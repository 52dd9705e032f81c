package io.heed.engine.runtime.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtUtil;
import io.heed.engine.error.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Strings between UTF-8 and ONNX Runtime. Its Java API passes them as the JVM's modified UTF-8: the
 * graph sees NUL as two bytes and an astral character as two surrogates of three bytes each, which
 * come back as they went in. Stateless.
 */
final class RawStrings {
  private static final char REPLACEMENT = '\uFFFD';

  private RawStrings() {}

  /**
   * A tensor, which the caller closes.
   *
   * @param input its name, for messages
   * @throws EngineException of kind INVALID_INPUT for a string that is no UTF-8
   */
  static OnnxTensor tensor(String input, List<byte[]> strings, long... shape) throws OrtException {
    String[] decoded = new String[strings.size()];
    for (int i = 0; i < decoded.length; i++) {
      byte[] bytes = strings.get(i);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.indexOf(REPLACEMENT) >= 0
          && !Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
        throw new EngineException(
            EngineException.Kind.INVALID_INPUT,
            "input "
                + input
                + ": found bytes that are no UTF-8 in string "
                + i
                + " (counted from 0), expected UTF-8");
      }
      decoded[i] = text;
    }
    return OnnxTensor.createTensor(OrtRuntime.environment(), decoded, shape);
  }

  /** A copy of the elements of a tensor. */
  static List<byte[]> read(OnnxTensor tensor) throws OrtException {
    if (tensor.getInfo().getNumElements() == 0) {
      return List.of();
    }
    Object value = tensor.getValue();
    String[] texts =
        value instanceof String one ? new String[] {one} : OrtUtil.flattenString(value);
    List<byte[]> strings = new ArrayList<>(texts.length);
    for (String text : texts) {
      strings.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return strings;
  }
}
