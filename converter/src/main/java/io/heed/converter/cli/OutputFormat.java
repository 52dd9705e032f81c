package io.heed.converter.cli;

import java.util.Locale;

/** How a result is written. */
enum OutputFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
