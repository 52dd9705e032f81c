package io.heed.models;

import java.util.regex.Pattern;

/**
 * What {@code heed.json} remembers of one file.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param sizeBytes the file's length
 */
public record FileChecksum(String sha256, long sizeBytes) {
  static final String SHA256_EXPECTED = "64 lower-case hexadecimal digits";

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public FileChecksum {
    if (!isSha256(sha256)) {
      throw ModelException.badValue("file checksum", "sha256", sha256, SHA256_EXPECTED);
    }
    if (sizeBytes < 0) {
      throw ModelException.badValue("file checksum", "bytes", sizeBytes, "a size of 0 or more");
    }
  }

  static boolean isSha256(String text) {
    return HEX.matcher(text).matches();
  }

  /** As a message says it. */
  @Override
  public String toString() {
    return sizeBytes + " bytes with SHA-256 " + sha256;
  }
}
