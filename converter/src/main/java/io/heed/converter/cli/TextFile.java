package io.heed.converter.cli;

import io.heed.converter.error.ConverterException;
import io.heed.converter.error.ConverterException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Text files; written at once, so that whoever looks sees the old content or the new. */
final class TextFile {

  private TextFile() {}

  static void write(Path file, String content) {
    Path target = file.toAbsolutePath();
    try {
      Path part = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".part");
      try {
        Files.writeString(part, content);
        Files.move(
            part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new ConverterException(Kind.IO, file + ": cannot be written: " + e, e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConverterException(Kind.IO, file + ": cannot be read: " + e, e);
    }
  }
}
