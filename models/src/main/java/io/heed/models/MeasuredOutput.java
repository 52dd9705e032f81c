package io.heed.models;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Buffers what goes to a file and computes size and checksum on the way. For one thread. */
final class MeasuredOutput extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final MessageDigest digest = Reading.sha256();
  private long sizeBytes;

  /** The stream beneath is closed by whoever opened it. */
  MeasuredOutput(OutputStream out) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    digest.update(bytes, offset, length);
    sizeBytes += length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** Of everything so far; may be asked once. */
  FileChecksum checksum() {
    return new FileChecksum(HexFormat.of().formatHex(digest.digest()), sizeBytes);
  }
}
