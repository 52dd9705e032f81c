package io.heed.server.inference;

import io.heed.engine.runtime.ElementType;
import io.heed.engine.runtime.RawTensor;
import io.heed.server.error.ServerException;
import io.heed.server.error.Status;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads texts from a tensor of strings. Stateless. */
final class TextTensor {
  /** What stands for bytes that are not UTF-8; it may also have been sent. */
  private static final char REPLACEMENT = '\uFFFD';

  private TextTensor() {}

  /**
   * The texts of a tensor BYTES [texts] or [texts, 1].
   *
   * @param most how many there may be
   */
  static List<String> strings(String name, @Nullable RawTensor tensor, int most) {
    if (tensor == null
        || tensor.type() != ElementType.BYTES
        || tensor.rank() < 1
        || tensor.rank() > 2
        || (tensor.rank() == 2 && tensor.size(1) != 1)
        || tensor.size(0) != tensor.strings().size()) {
      throw invalid(name, "found " + tensor + ", expected BYTES [texts] or [texts, 1]");
    }
    int count = tensor.strings().size();
    if (count < 1 || count > most) {
      throw invalid(
          name, String.format(Locale.ROOT, "found %d texts, expected 1 to %d", count, most));
    }
    List<String> texts = new ArrayList<>(count);
    for (byte[] each : tensor.strings()) {
      String text = new String(each, StandardCharsets.UTF_8);
      if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(each)) {
        throw invalid(name, "text " + texts.size() + " (counted from 0) is not UTF-8");
      }
      texts.add(text);
    }
    return texts;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static ServerException invalid(String name, String problem) {
    return new ServerException(Status.INVALID_ARGUMENT, "input " + name + ": " + problem);
  }
}
