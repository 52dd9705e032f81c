package io.heed.server.inference;

import io.heed.engine.runtime.RawTensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Strings that become a tensor, one after the other. Confined to one thread. */
final class StringRows {
  private final List<byte[]> strings;

  /** With room for so many. */
  StringRows(int count) {
    this.strings = new ArrayList<>(count);
  }

  void add(String value) {
    strings.add(value.getBytes(StandardCharsets.UTF_8));
  }

  /** All that were added, row-major. */
  RawTensor tensor(long... shape) {
    return RawTensor.ofStrings(strings, shape);
  }
}
