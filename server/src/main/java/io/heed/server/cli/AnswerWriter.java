package io.heed.server.cli;

import io.heed.engine.Classification;

/** Writes answers to the standard output. Confined to one thread. */
interface AnswerWriter {
  /** Writes the answer for a text. */
  void write(String text, Classification answer);

  /** Sends what was written on its way. */
  void flush();

  /** Whether nobody reads any more. */
  boolean isClosed();
}
