package io.heed.server.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The field {@code Date} of answers (RFC 9110, 6.6.1), written once a second. Thread-safe. */
final class DateField {
  /** By the system's clock. */
  static final DateField SYSTEM = new DateField(System::currentTimeMillis);

  /** IMF-fixdate, RFC 9110, 5.6.7. */
  private static final DateTimeFormatter FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final long MILLIS_A_SECOND = 1000;

  private final LongSupplier millis;
  private volatile Stamp last = new Stamp(-1, AsciiString.EMPTY_STRING);

  private record Stamp(long second, AsciiString text) {}

  /**
   * By a clock.
   *
   * @param millis since 1970 in UTC
   */
  DateField(LongSupplier millis) {
    this.millis = millis;
  }

  /** The present second. */
  AsciiString now() {
    long second = Math.floorDiv(millis.getAsLong(), MILLIS_A_SECOND);
    Stamp stamp = last;
    if (stamp.second() != second) {
      stamp = new Stamp(second, AsciiString.cached(FIXDATE.format(Instant.ofEpochSecond(second))));
      last = stamp;
    }
    return stamp.text();
  }
}
