package io.heed.models;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file that is too large to be kept in memory until it is written, such as an ONNX graph of
 * gigabytes or its external data. A file on disk is one: {@code out -> Files.copy(path, out)}.
 */
@FunctionalInterface
public interface FileContent {
  /**
   * Writes the whole content once, into a stream that it need not buffer for long pieces and must
   * not close. Whatever it throws leaves the target as it was.
   */
  void writeTo(OutputStream out) throws IOException;
}
