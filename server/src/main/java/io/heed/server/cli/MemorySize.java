package io.heed.server.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size of memory: {@code 4294967296}, {@code 4g}, {@code 512MiB}. Stateless. */
final class MemorySize implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([kmgt]?)(i?b)?");
  private static final String UNITS = "kmgt";
  private static final int BITS_A_UNIT = 10;

  MemorySize() {}

  @Override
  public Long convert(String value) {
    Matcher form = FORM.matcher(value.strip().toLowerCase(Locale.ROOT));
    if (form.matches()) {
      long number = Long.parseLong(form.group(1));
      String unit = form.group(2);
      int shift = unit.isEmpty() ? 0 : BITS_A_UNIT * (UNITS.indexOf(unit) + 1);
      if (number > 0 && number <= Long.MAX_VALUE >> shift) {
        return number << shift;
      }
    }
    throw new TypeConversionException(
        "\"" + value + "\", expected a number of bytes above 0, or one with k, m, g or t (4g)");
  }
}
