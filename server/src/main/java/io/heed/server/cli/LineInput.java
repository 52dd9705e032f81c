package io.heed.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of a stream of UTF-8, in groups: those that have arrived already come together, and a
 * line is never kept waiting for the next. Confined to one thread.
 *
 * <p>A line ends with LF or CR LF; malformed bytes become U+FFFD; a byte order mark at the start is
 * dropped.
 */
final class LineInput {
  private static final int CHUNK_BYTES = 1 << 16;

  private final InputStream in;
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int start;
  private int scanned;
  private int end;
  private boolean first = true;
  private boolean finished;

  LineInput(InputStream in) {
    this.in = in;
  }

  /** One line or more, up to a number; blocks for the first only; empty at the end. */
  List<String> next(int maxLines) {
    List<String> lines = new ArrayList<>();
    try {
      while (lines.size() < maxLines) {
        if (cutLine(lines)) {
          continue;
        }
        boolean wouldWait = in.available() == 0;
        if (finished || (!lines.isEmpty() && wouldWait)) {
          break;
        }
        fill();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input: " + e.getMessage(), e);
    }
    return lines;
  }

  /** Moves a whole line from the buffer to the list; at the end also one without its line end. */
  private boolean cutLine(List<String> lines) {
    while (scanned < end && buffer[scanned] != '\n') {
      scanned++;
    }
    if (scanned == end && (!finished || start == end)) {
      return false;
    }
    int length = scanned - start;
    if (scanned < end && length > 0 && buffer[scanned - 1] == '\r') {
      length--;
    }
    String line = new String(buffer, start, length, StandardCharsets.UTF_8);
    lines.add(first && line.startsWith("\uFEFF") ? line.substring(1) : line);
    first = false;
    scanned = Math.min(scanned + 1, end);
    start = scanned;
    return true;
  }

  private void fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.multiplyExact(2, buffer.length));
    }
    int read = in.read(buffer, end, buffer.length - end);
    finished = read < 0;
    end += Math.max(read, 0);
  }
}
