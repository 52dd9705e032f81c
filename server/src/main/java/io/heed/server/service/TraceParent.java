package io.heed.server.service;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code traceparent} (W3C Trace Context), which goes through as it came. Stateless. */
public final class TraceParent {
  private static final int LONGEST = 128;
  private static final Pattern VALUE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private TraceParent() {}

  /** The value; empty if there is none, or if it is not as the standard has it. */
  public static String of(@Nullable String header) {
    return header == null || header.length() > LONGEST || !VALUE.matcher(header).matches()
        ? ""
        : header;
  }
}
