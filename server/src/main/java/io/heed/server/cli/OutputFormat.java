package io.heed.server.cli;

/** How answers are written. */
enum OutputFormat {
  /** For people: aligned columns. */
  TEXT,
  /** For programs: one JSON object a line. */
  JSON;

  @Override
  public String toString() {
    return this == TEXT ? "text" : "json";
  }
}
