package io.heed.engine.runtime.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes shared libraries without code, byte by byte from the System V ABI: file header (64 bytes),
 * two program headers (LOAD, DYNAMIC; 56 bytes each), dynamic section, strings. Loaded at 0x10000,
 * so that addresses and offsets differ.
 */
public final class FakeElf {
  static final int X86_64 = 62;
  static final int AARCH64 = 183;
  private static final int ADDRESS = 0x10000;
  private static final int DYNAMIC = 64 + 2 * 56;

  private final List<long[]> names = new ArrayList<>();
  private final StringBuilder strings = new StringBuilder("\0");
  private int machine = X86_64;

  /** A library with a name of its own. */
  public static FakeElf named(String soname) {
    return new FakeElf().name(14, soname);
  }

  /** Needs others. */
  public FakeElf needs(String... sonames) {
    for (String soname : sonames) {
      name(1, soname);
    }
    return this;
  }

  FakeElf runPath(String path) {
    return name(29, path);
  }

  FakeElf rPath(String path) {
    return name(15, path);
  }

  FakeElf machine(int number) {
    machine = number;
    return this;
  }

  /** The file. */
  public byte[] bytes() {
    byte[] text = strings.toString().getBytes(StandardCharsets.US_ASCII);
    int dynamicBytes = (names.size() + 2) * 16;
    int stringsAt = DYNAMIC + dynamicBytes;
    ByteBuffer out = ByteBuffer.allocate(stringsAt + text.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1});
    out.putShort(16, (short) 3).putShort(18, (short) machine).putLong(32, 64);
    out.putShort(54, (short) 56).putShort(56, (short) 2);
    header(out, 64, 1, 0, out.capacity());
    header(out, 64 + 56, 2, DYNAMIC, dynamicBytes);
    out.position(DYNAMIC);
    for (long[] name : names) {
      out.putLong(name[0]).putLong(name[1]);
    }
    out.putLong(5).putLong(ADDRESS + stringsAt); // behind the names, as the order is free
    out.putLong(0).putLong(0);
    return out.put(text).array();
  }

  /** Writes the file, with the folders above it. */
  public Path at(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes());
  }

  private FakeElf name(long tag, String text) {
    names.add(new long[] {tag, strings.length()});
    strings.append(text).append('\0');
    return this;
  }

  private static void header(ByteBuffer out, int at, int type, long offset, long size) {
    out.putInt(at, type).putLong(at + 8, offset).putLong(at + 16, ADDRESS + offset);
    out.putLong(at + 32, size);
  }
}
