package io.heed.converter.synthesize;

import io.heed.converter.error.ConverterException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the constants of this package's enums are written on a command line. Stateless. */
final class OptionNames {
  private OptionNames() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static ConverterException unknown(String field, String found, Enum<?>[] constants) {
    return new ConverterException(
        ConverterException.Kind.USAGE,
        field
            + ": found \""
            + found
            + "\", expected one of "
            + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", ")));
  }
}
