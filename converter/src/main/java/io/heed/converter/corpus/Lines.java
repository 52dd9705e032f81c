package io.heed.converter.corpus;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;

/**
 * The lines of a file, numbered and bounded: {@link #next} reads one, {@link #text} is it. A line
 * ends with LF or CRLF. Confined to one thread.
 */
final class Lines implements Closeable {

  private final BufferedReader characters;
  private final int maxChars;
  private final StringBuilder line = new StringBuilder();
  private long number;
  private boolean cut;

  Lines(Reader characters, int maxChars) {
    this.characters = new BufferedReader(characters, 1 << 16);
    this.maxChars = maxChars;
  }

  /** Reads the next line; false at the end of the file. */
  boolean next() throws IOException {
    line.setLength(0);
    cut = false;
    int c = characters.read();
    if (c < 0) {
      return false;
    }
    number++;
    for (; c >= 0 && c != '\n'; c = characters.read()) {
      if (line.length() < maxChars) {
        line.append((char) c);
      } else {
        cut |= c != '\r';
      }
    }
    if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return true;
  }

  /** The line read last, without its end. */
  String text() {
    return line.toString();
  }

  /** Its number, from 1. */
  long number() {
    return number;
  }

  /** Whether it was longer than allowed, so that the text is only its beginning. */
  boolean cut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    characters.close();
  }
}
