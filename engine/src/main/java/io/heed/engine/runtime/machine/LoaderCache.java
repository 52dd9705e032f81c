package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cache that {@code ldconfig} writes and glibc's loader reads, {@code /etc/ld.so.cache}, in its
 * format 1.1, which may stand behind the older one: a header of 48 bytes (magic, then the number of
 * entries), entries of 24 bytes (flags, offset of the name, offset of the path, …), strings.
 * Stateless.
 */
final class LoaderCache {
  private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 48;
  private static final int ENTRY_BYTES = 24;

  private LoaderCache() {}

  /** The paths of each name, best first; empty if there is no cache or it is of another form. */
  static Map<String, List<String>> read(Path file) {
    Map<String, List<String>> paths = new TreeMap<>();
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      return paths;
    }
    int start = start(bytes);
    if (start < 0 || bytes.length - start < HEADER_BYTES) {
      return paths;
    }
    ByteBuffer cache = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long count = Integer.toUnsignedLong(cache.getInt(start + MAGIC.length));
    for (long i = 0; i < count; i++) {
      long entry = start + HEADER_BYTES + i * ENTRY_BYTES;
      if (entry + ENTRY_BYTES > bytes.length) {
        break;
      }
      String name = string(bytes, start + Integer.toUnsignedLong(cache.getInt((int) entry + 4)));
      String path = string(bytes, start + Integer.toUnsignedLong(cache.getInt((int) entry + 8)));
      if (!name.isEmpty() && !path.isEmpty()) {
        paths.computeIfAbsent(name, unknown -> new ArrayList<>()).add(path);
      }
    }
    return paths;
  }

  private static int start(byte[] bytes) {
    for (int at = 0; at <= bytes.length - MAGIC.length; at++) {
      if (Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return at;
      }
    }
    return -1;
  }

  private static String string(byte[] bytes, long offset) {
    if (offset >= bytes.length) {
      return "";
    }
    int end = (int) offset;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, (int) offset, end - (int) offset, StandardCharsets.UTF_8);
  }
}
