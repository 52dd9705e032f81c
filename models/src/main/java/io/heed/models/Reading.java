package io.heed.models;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whole files of a {@link ModelSource}, within a limit, with errors that name the file. */
final class Reading {
  /** What fits into one array on every JVM. */
  static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

  private static final int CHUNK_BYTES = 1 << 16;

  private Reading() {}

  static byte[] bytes(ModelSource source, String file, int maxBytes) {
    long size = source.sizeBytes(file).orElseThrow(() -> missing(source, file));
    if (size > maxBytes) {
      throw ModelException.invalid(
          source.locate(file) + ": found " + size + " bytes, expected at most " + maxBytes);
    }
    try (InputStream in = source.open(file)) {
      byte[] read = in.readNBytes((int) size);
      if (read.length == size && in.read() < 0) {
        return read;
      }
      String comparison = read.length < size ? "less" : "more";
      throw ModelException.invalid(
          source.locate(file) + ": found " + comparison + " than expected: " + size + " bytes");
    } catch (IOException e) {
      throw failed(source, file, e);
    }
  }

  static FileChecksum checksum(ModelSource source, String file) {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[CHUNK_BYTES];
    long size = 0;
    try (InputStream in = source.open(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
        size += n;
      }
    } catch (IOException e) {
      throw failed(source, file, e);
    }
    return new FileChecksum(HexFormat.of().formatHex(digest.digest()), size);
  }

  static FileChecksum checksum(byte[] content) {
    return new FileChecksum(HexFormat.of().formatHex(sha256().digest(content)), content.length);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  static ModelException failed(ModelSource source, String file, IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return missing(source, file);
    }
    return ModelException.io(source.locate(file) + ": cannot read", e);
  }

  static ModelException missing(ModelSource source, String file) {
    return ModelException.notFound(source.locate(file) + ": no such file; found " + source.list());
  }
}
