package io.heed.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DateFieldTest {
  @Test
  void now_clockGoesOn_isTheStandardsExampleAndChangesEachSecond() {
    AtomicLong millis = new AtomicLong(784_111_777_000L);
    DateField field = new DateField(millis::get);
    CharSequence first = field.now();
    assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", first.toString()); // RFC 9110, 5.6.7
    millis.addAndGet(999);
    assertSame(first, field.now());
    millis.addAndGet(1);
    assertEquals("Sun, 06 Nov 1994 08:49:38 GMT", field.now().toString());
  }
}
