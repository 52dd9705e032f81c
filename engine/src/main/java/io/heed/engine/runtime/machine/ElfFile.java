package io.heed.engine.runtime.machine;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shared library of Linux says of itself in its dynamic section (System V ABI, chapter 5):
 * its own name and the libraries it needs. 64-bit little-endian only, as ONNX Runtime is.
 * Immutable.
 *
 * @param file the file
 * @param machine the number of the processor family, {@code e_machine}: 62 is x86-64
 * @param soname its name to the loader, or empty
 * @param needed the names of the libraries it needs, in their order
 * @param runPath the directories of RUNPATH, {@code $ORIGIN} as written
 * @param rPath the directories of the older RPATH, which counts only without RUNPATH
 */
record ElfFile(
    Path file,
    int machine,
    String soname,
    List<String> needed,
    List<String> runPath,
    List<String> rPath) {
  private static final int MAX_DYNAMIC_BYTES = 1 << 20;
  private static final int MAX_NAME_BYTES = 4096;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int DT_NEEDED = 1;
  private static final int DT_STRTAB = 5;
  private static final int DT_SONAME = 14;
  private static final int DT_RPATH = 15;
  private static final int DT_RUNPATH = 29;

  /** Reads only the headers and the names: as quick for 600 MB as for 600 bytes. */
  static ElfFile read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = bytes(channel, 0, 64);
      if (header.getInt(0) != 0x464C457F || header.get(4) != 2 || header.get(5) != 1) {
        throw new IOException(file + ": no 64-bit little-endian ELF file");
      }
      int size = Short.toUnsignedInt(header.getShort(54));
      int count = Short.toUnsignedInt(header.getShort(56));
      if (size < 56) {
        throw new IOException(file + ": program headers of " + size + " bytes, expected 56");
      }
      ByteBuffer programs = bytes(channel, header.getLong(32), size * count);
      return new Reader(file, channel, programs, size, count)
          .read(Short.toUnsignedInt(header.getShort(18)));
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, int length) throws IOException {
    if (offset < 0 || offset > channel.size() - length) {
      throw new EOFException("it points to " + length + " bytes at " + offset + ", beyond its end");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException("it ended while it was read");
      }
    }
    return bytes.flip();
  }

  /** Reads one file; confined to the thread that reads. */
  private record Reader(
      Path file, FileChannel channel, ByteBuffer programs, int programSize, int programCount) {
    ElfFile read(int machine) throws IOException {
      long strings = -1;
      List<long[]> names = new ArrayList<>();
      ByteBuffer dynamic = dynamic();
      while (dynamic.remaining() >= 16) {
        long tag = dynamic.getLong();
        long value = dynamic.getLong();
        if (tag == 0) {
          break;
        }
        if (tag == DT_STRTAB) {
          strings = offset(value);
        } else if (tag == DT_NEEDED || tag == DT_SONAME || tag == DT_RPATH || tag == DT_RUNPATH) {
          names.add(new long[] {tag, value});
        }
      }
      String soname = "";
      List<String> needed = new ArrayList<>();
      List<String> runPath = List.of();
      List<String> rPath = List.of();
      for (long[] name : names) {
        String text = string(strings, name[1]);
        switch ((int) name[0]) {
          case DT_NEEDED -> needed.add(text);
          case DT_SONAME -> soname = text;
          case DT_RPATH -> rPath = List.of(text.split(":", -1));
          default -> runPath = List.of(text.split(":", -1));
        }
      }
      return new ElfFile(file, machine, soname, List.copyOf(needed), runPath, rPath);
    }

    private ByteBuffer dynamic() throws IOException {
      for (int at = 0; at < programSize * programCount; at += programSize) {
        if (programs.getInt(at) == PT_DYNAMIC) {
          long size = programs.getLong(at + 32);
          if (size < 0 || size > MAX_DYNAMIC_BYTES) {
            throw new IOException(file + ": a dynamic section of " + size + " bytes");
          }
          return bytes(channel, programs.getLong(at + 8), (int) size);
        }
      }
      return ByteBuffer.allocate(0);
    }

    /** Where in the file an address lies. */
    private long offset(long address) throws IOException {
      for (int at = 0; at < programSize * programCount; at += programSize) {
        long start = programs.getLong(at + 16);
        if (programs.getInt(at) == PT_LOAD
            && address >= start
            && address - start < programs.getLong(at + 32)) {
          return programs.getLong(at + 8) + address - start;
        }
      }
      throw new IOException(file + ": no part of it is loaded at " + address);
    }

    private String string(long strings, long index) throws IOException {
      if (strings < 0 || index < 0) {
        throw new IOException(file + ": its dynamic section has names, but no place for them");
      }
      ByteArrayOutputStream name = new ByteArrayOutputStream();
      for (long at = strings + index; name.size() < MAX_NAME_BYTES; at++) {
        byte next = bytes(channel, at, 1).get();
        if (next == 0) {
          return name.toString(StandardCharsets.UTF_8);
        }
        name.write(next);
      }
      throw new IOException(file + ": a name of more than " + MAX_NAME_BYTES + " bytes");
    }
  }
}
